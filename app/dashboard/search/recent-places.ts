import { z } from 'zod'

const Recent = z.array(z.object({ path: z.string(), title: z.string() }))
export type RecentPlace = z.infer<typeof Recent>[number]

const MOST = 6

const nameOf = (school: string, person: string) => `lectern-recent-${school}-${person}`

/** Where somebody was last in this school, on this device; the last place first. */
export function recentPlaces(school: string, person: string): RecentPlace[] {
  try {
    return Recent.safeParse(JSON.parse(localStorage.getItem(nameOf(school, person)) ?? '[]')).data ?? []
  } catch {
    // What stands there is not ours, or a browser keeps nothing for us.
    return []
  }
}

export function rememberPlace(school: string, person: string, place: RecentPlace): void {
  const others = recentPlaces(school, person).filter(({ path }) => path !== place.path)
  try {
    localStorage.setItem(nameOf(school, person), JSON.stringify([place, ...others].slice(0, MOST + 1)))
  } catch {
    // Full, or forbidden: nobody is any the worse for it.
  }
}
