import type { RootData } from '#app/root.tsx'

interface Match {
  readonly id: string
  readonly data: unknown
}

/** “Redeem your code · Madder & Weld”, for a route's `meta`. */
export function pageTitle(matches: readonly (Match | undefined)[], title: string): { title: string }[] {
  const root = matches.find((match) => match?.id === 'root')?.data as RootData | undefined
  return [{ title: root?.school ? `${title} · ${root.school.name}` : title }]
}
