import { cx } from './cx.ts'

export type MarkOf = { name: string; logo?: string | null }

const sizes = { sm: 'size-7 text-base', md: 'size-8 text-lg', lg: 'size-12 text-2xl' }
const pixels = { sm: 28, md: 32, lg: 48 }

/** A school's sign: its logo, or its first letter on its colour. The name stands beside it. */
export function Mark({ name, logo, size = 'md', className }: MarkOf & { size?: keyof typeof sizes; className?: string }) {
  if (logo)
    return (
      <img
        src={logo}
        alt=""
        width={pixels[size]}
        height={pixels[size]}
        className={cx('flex-none rounded-[8px] object-cover', sizes[size], className)}
      />
    )
  return (
    <span
      aria-hidden="true"
      className={cx(
        'grid flex-none place-items-center rounded-[8px] bg-accent pt-[0.1em] font-serif leading-none font-medium text-accent-ink',
        sizes[size],
        className,
      )}
    >
      {([...name.trim()][0] ?? '').toLocaleUpperCase()}
    </span>
  )
}
