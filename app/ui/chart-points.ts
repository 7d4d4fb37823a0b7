import type { KeyboardEvent, MouseEvent } from 'react'

const isFromRight = (element: Element): boolean => getComputedStyle(element).direction === 'rtl'

/** Which of the points of a chart is pointed at, from 0. */
export function pointAt({ currentTarget, clientX }: MouseEvent<HTMLElement>, many: number): number {
  const { left, width } = currentTarget.getBoundingClientRect()
  const share = isFromRight(currentTarget) ? 1 - (clientX - left) / width : (clientX - left) / width
  return Math.max(0, Math.min(many - 1, Math.floor(share * many)))
}

/** Where a key leads, as the chart is drawn: from the right in a language that is. Null for a key that leads nowhere. */
export function goTo({ key, currentTarget }: KeyboardEvent<HTMLElement>, at: number, many: number): number | null {
  const onward = isFromRight(currentTarget) ? 'ArrowLeft' : 'ArrowRight'
  const back = isFromRight(currentTarget) ? 'ArrowRight' : 'ArrowLeft'
  const far = Math.max(1, Math.round(many / 10))
  if (key === onward || key === 'ArrowUp') return Math.min(many - 1, at + 1)
  if (key === back || key === 'ArrowDown') return Math.max(0, at - 1)
  if (key === 'PageUp') return Math.min(many - 1, at + far)
  if (key === 'PageDown') return Math.max(0, at - far)
  if (key === 'Home') return 0
  return key === 'End' ? many - 1 : null
}
