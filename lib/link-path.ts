/** Where links in letters point: one address for all that work once. The app answers it; letters are written in the core. */
export const linkPath = (token: string): string => `/link/${token}`
