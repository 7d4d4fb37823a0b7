import { cx } from './cx.ts'

export type MarkOf = {
  name: string
  logo?: string | null
  /** For dark pages; without one the other stands on a light plate there. */
  logoDark?: string | null
  /** Width by height; a wide one is shown whole. */
  logoRatio?: number
}

const sizes = { sm: 'size-7 text-base', md: 'size-8 text-lg', lg: 'size-12 text-2xl' }
const pixels = { sm: 28, md: 32, lg: 48 }
/** Twice as wide as high and more is a word-mark: it says the name itself. */
const WIDE = 2
const WIDEST = 5

export const isWordMark = ({ logo, logoRatio = 1 }: Pick<MarkOf, 'logo' | 'logoRatio'>): boolean => Boolean(logo) && logoRatio >= WIDE

/** A school's sign: its logo, or its first letter on its colour. The name stands beside it. */
export function Mark({
  name,
  logo,
  logoDark,
  logoRatio = 1,
  size = 'md',
  className,
}: MarkOf & { size?: keyof typeof sizes; className?: string }) {
  if (logo) {
    const height = pixels[size]
    const shape = {
      width: Math.round(height * Math.min(Math.max(logoRatio, 1), WIDEST)),
      height,
      style: { height },
    }
    const look = 'block flex-none w-auto max-w-full rounded-sm object-contain'
    return (
      <span className={cx('inline-flex flex-none', className)}>
        <img {...shape} alt="" src={logo} className={cx(look, logoDark ? 'only-light' : 'logo-plate')} />
        {logoDark ? <img {...shape} alt="" src={logoDark} className={cx(look, 'only-dark')} /> : null}
      </span>
    )
  }
  return (
    <span
      aria-hidden="true"
      className={cx(
        'grid flex-none place-items-center rounded-[calc(8px*var(--corners,1))] bg-accent pt-[0.1em] font-serif leading-none font-medium text-accent-ink',
        sizes[size],
        className,
      )}
    >
      {([...name.trim()][0] ?? '').toLocaleUpperCase()}
    </span>
  )
}
