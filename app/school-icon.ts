/** A school's icon in the browser's tab: its first letter on its colour, as a data URL, until it has a logo. */
export function schoolIcon(name: string, accent: string): string {
  const letter = ([...name.trim()][0] ?? '').toLocaleUpperCase().replace(/[<>&"']/g, '')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${accent}"/><text x="16" y="23" font-family="Georgia,serif" font-size="20" text-anchor="middle" fill="#fff">${letter}</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
