/** A school's icon: its first letter on its colour, until it has a logo. */
export function schoolIconSvg(name: string, accent: string): string {
  const letter = ([...name.trim()][0] ?? '').toLocaleUpperCase().replace(/[<>&"']/g, '')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${accent}"/><text x="16" y="23" font-family="Georgia,serif" font-size="20" text-anchor="middle" fill="#fff">${letter}</text></svg>`
}

/** The same for a page's head, as a data URL. */
export const schoolIcon = (name: string, accent: string): string => `data:image/svg+xml,${encodeURIComponent(schoolIconSvg(name, accent))}`
