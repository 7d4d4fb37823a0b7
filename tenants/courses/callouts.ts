/** Boxes in a text that say a thing aside. */
export const CALLOUTS = ['note', 'tip', 'caution'] as const
export type Callout = (typeof CALLOUTS)[number]
