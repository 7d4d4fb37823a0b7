/** How a new school's first course begins: by the list somebody has, by something to take apart, by nothing yet. */
export const BEGINNINGS = ['list', 'sample', 'blank'] as const
export type Beginning = (typeof BEGINNINGS)[number]
