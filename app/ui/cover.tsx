import type { CSSProperties } from 'react'
import { initialOf } from '#app/school-icon.ts'
import { cx } from './cx.ts'

type CoverProps = {
  /** Decides the drawn cloth of what has neither a picture nor a title: Lectern's own pages. */
  id: string
  /** Of the course or the school: what stands in for its picture is the letter it begins with. */
  title?: string | undefined
  picture?: { src: string; srcSet?: string; alt?: string } | null
  /** How wide it is shown, for srcset. */
  sizes?: string
  ratio?: '16/9' | '8/5' | '4/3' | '1/1'
  /** Set on the one picture the page opens with: it is then fetched first. */
  eager?: boolean
  className?: string
}

/**
 * A course's picture in a fixed ratio, so nothing moves when it arrives. Without one, its first letter on the school's colour, in its
 * face: a place kept for a picture, and none that pretends to be one.
 */
export function Cover({
  id,
  title,
  picture,
  sizes = '(width >= 64rem) 400px, 100vw',
  ratio = '8/5',
  eager = false,
  className,
}: CoverProps) {
  const shape = cx('block w-full overflow-hidden rounded-md', className)
  if (!picture && title) {
    return <div aria-hidden="true" data-letter={initialOf(title)} className={cx('cover-letter', shape)} style={{ aspectRatio: ratio }} />
  }
  if (!picture) return <div className={cx('cover-drawn', shape)} style={{ aspectRatio: ratio, ...cloth(id) }} />
  return (
    <img
      src={picture.src}
      srcSet={picture.srcSet}
      sizes={picture.srcSet ? sizes : undefined}
      alt={picture.alt ?? ''}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      className={cx('bg-sunk object-cover', shape)}
      style={{ aspectRatio: ratio }}
    />
  )
}

/** Dyes a hand could mix: madder, indigo, weld, walnut, woad, alder, logwood, moss. [from, through, to] as lightness, chroma, hue. */
const dyes = [
  ['0.53 0.155 31', '0.45 0.125 31', '0.29 0.045 35'],
  ['0.31 0.035 245', '0.46 0.06 225', '0.22 0.03 240'],
  ['0.75 0.125 90', '0.63 0.12 78', '0.37 0.065 85'],
  ['0.55 0.06 60', '0.44 0.055 50', '0.27 0.03 55'],
  ['0.6 0.07 205', '0.47 0.065 215', '0.28 0.04 225'],
  ['0.66 0.11 55', '0.53 0.115 45', '0.31 0.05 40'],
  ['0.45 0.09 330', '0.36 0.085 320', '0.22 0.045 310'],
  ['0.56 0.075 135', '0.43 0.065 145', '0.26 0.035 150'],
] as const

function cloth(id: string): CSSProperties {
  const hash = hashOf(id)
  const [from, through, to] = dyes[hash % dyes.length] ?? dyes[0]
  return {
    '--cover-from': `oklch(${from})`,
    '--cover-through': `oklch(${through})`,
    '--cover-to': `oklch(${to})`,
    '--cover-angle': `${130 + ((hash >>> 4) % 30)}deg`,
  } as CSSProperties
}

/** FNV-1a over the whole id: ids are time-ordered, so neighbours differ only in their last letters. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
