/** What a brand can be looked at on. */
export const PANES = ['home', 'course', 'mail', 'player'] as const
export type Pane = (typeof PANES)[number]
