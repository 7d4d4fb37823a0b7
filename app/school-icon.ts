import { paintedAccent } from '#lib/accent.ts'

/** The first letter of a name, which stands where a school has no logo. */
export const initialOf = (name: string): string => ([...name.trim()][0] ?? '').toLocaleUpperCase()

/** A school's icon while it has no logo: its first letter on its colour, as a data URL for a page's head. */
export function schoolIcon(name: string, accent: string): string {
  const painted = paintedAccent(accent, 'light')
  const letter = initialOf(name).replace(/[<>&"']/g, '')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${painted.accent}"/><text x="16" y="23" font-family="Georgia,serif" font-size="20" text-anchor="middle" fill="${painted.ink}">${letter}</text></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
