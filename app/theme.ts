/** As the reader's system has it. */
export const SYSTEM = 'system'
export const THEMES = [SYSTEM, 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const themeOf = (said: unknown): Theme => THEMES.find((one) => one === said) ?? SYSTEM

/** What a page is held to; undefined where its reader's system decides. */
export const heldTo = (theme: Theme): 'light' | 'dark' | undefined => (theme === SYSTEM ? undefined : theme)
