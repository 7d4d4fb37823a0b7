/** The screens whose lists can be kept under a name. Apart, because pages name them as well. */
export const SCREENS = ['people', 'courses', 'jobs', 'audit'] as const
export type Screen = (typeof SCREENS)[number]
