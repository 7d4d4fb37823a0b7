import { useMediaState } from '@vidstack/react'

/** Pixels, `@md` of the styles: below it the line at the bottom has no place for every button. */
const WIDE = 448
/** Pixels: a list of what a finger can hit does not fit above the line at the bottom of a film lower than that. */
const HIGH = 480

/** What there is room for on the film. */
export function useRoom(): { readonly isNarrow: boolean; readonly isTight: boolean; readonly isTouched: boolean } {
  const width = useMediaState('width')
  const height = useMediaState('height')
  const isTouched = useMediaState('pointer') === 'coarse'
  // Before the first look at it nothing is known.
  const isNarrow = width > 0 && width < WIDE
  return { isNarrow, isTouched, isTight: isNarrow || (isTouched && height > 0 && height < HIGH) }
}
