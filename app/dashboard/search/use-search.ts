import { useCallback, useEffect, useState } from 'react'
import { z } from 'zod'
import { RequestFailed } from '#app/ui/upload/retry.ts'
import { urls } from '#app/urls.ts'
import { ask } from '../ask.ts'

const Found = z.object({
  courses: z.array(z.object({ id: z.string(), title: z.string() })),
  lessons: z.array(z.object({ id: z.string(), title: z.string(), courseId: z.string(), courseTitle: z.string() })),
  students: z.array(z.object({ id: z.string(), name: z.string(), email: z.string() })),
  said: z
    .array(
      z.object({ id: z.string(), title: z.string(), courseId: z.string(), courseTitle: z.string(), at: z.number(), excerpt: z.string() }),
    )
    .default([]),
  // A tab may be older or newer than the server it asks.
  guides: z.array(z.object({ guide: z.string(), title: z.string(), heading: z.string(), anchor: z.string() })).default([]),
})
export type Found = z.infer<typeof Found>

export type Search =
  | { readonly state: 'idle' }
  /** `found`: what the question before found, which stays until there is better. */
  | { readonly state: 'looking'; readonly found: Found | null }
  | { readonly state: 'found'; readonly found: Found }
  | { readonly state: 'failed'; readonly again: () => void }

const PAUSE_MS = 120

/** Asks the school while somebody types; an answer to an older question is not heard. */
export function useSearch(school: string, text: string): Search {
  const [search, setSearch] = useState<Search>({ state: 'idle' })
  const [turn, setTurn] = useState(0)
  const again = useCallback(() => setTurn((now) => now + 1), [])
  const question = text.trim()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is another try at the same question
  useEffect(() => {
    if (question.length < 2) {
      setSearch({ state: 'idle' })
      return
    }
    setSearch((now) => ({ state: 'looking', found: 'found' in now ? now.found : null }))
    const stop = new AbortController()
    const look = async () => {
      try {
        const answer = Found.safeParse(await ask(urls.dashboard.search(school, question), undefined, { signal: stop.signal }))
        if (!answer.success) throw new RequestFailed(502)
        setSearch({ state: 'found', found: answer.data })
      } catch {
        if (!stop.signal.aborted) setSearch({ state: 'failed', again })
      }
    }
    const timer = setTimeout(look, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [school, question, turn, again])
  return search
}
