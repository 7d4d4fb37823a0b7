import { type ClientLoaderFunctionArgs, useFetcher } from '@remix-run/react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'

type Polling = {
  /** Milliseconds between two looks; null when there is nothing to wait for. */
  readonly everyMs: number | null
  /** A look is on its way. */
  readonly isLooking: boolean
  /** It deals with its own failure: a look without an answer is followed by the next one. */
  look(): void
}

/** Looks again and again while it is worth it and somebody can see the page; who comes back to the tab after a while sees the new at once. */
export function usePolling({ everyMs, isLooking, look }: Polling): void {
  const latest = useRef(look)
  const lookedAt = useRef(0)
  useEffect(() => {
    latest.current = look
  })
  // A look that fails at once may never be rendered as one: each sets the next by itself.
  const [turn, setTurn] = useState(0)
  const isSeen = useSyncExternalStore(listenToTab, isTabSeen, () => true)
  useEffect(() => {
    if (everyMs === null || isLooking || !isSeen) return
    lookedAt.current ||= Date.now()
    const timer = setTimeout(
      () => {
        lookedAt.current = Date.now()
        setTurn(turn + 1)
        latest.current()
      },
      Math.max(0, lookedAt.current + everyMs - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [everyMs, isLooking, isSeen, turn])
}

/**
 * A page's data kept fresh by its own loader, past the page: a lost line or a server that restarts costs one look and not
 * the page with what is typed into it. The route's clientLoader has to be `pollable`.
 * @param url of the loader, with `poll` (app/urls.ts)
 * @param everyMs milliseconds to the next look, given what is known; null when nothing is under way
 */
export function usePolled<Data extends { readonly now: number }>(
  loaded: Data,
  url: string,
  everyMs: (known: Data) => number | null,
): { known: Data; look: () => void } {
  const fetcher = useFetcher()
  const seen = fetcher.data as Data | null | undefined
  const newest = useRef(loaded)
  // A look that failed takes nothing back of what an earlier one has found.
  for (const one of [loaded, seen]) if (one && one.now > newest.current.now) newest.current = one
  const look = () => fetcher.load(url)
  usePolling({ everyMs: everyMs(newest.current), isLooking: fetcher.state !== 'idle', look })
  return { known: newest.current, look }
}

/** The clientLoader of a page that is polled: a look (`?poll`) without an answer is none, any other load fails as it would. */
export async function pollable({ request, serverLoader }: ClientLoaderFunctionArgs): Promise<unknown> {
  const answer = serverLoader()
  if (!new URL(request.url).searchParams.has('poll')) return answer
  return answer.catch((error: unknown) => {
    // A redirect: the session is over.
    if (error instanceof Response) throw error
    return null
  })
}

const isTabSeen = () => document.visibilityState === 'visible'

function listenToTab(tell: () => void): () => void {
  document.addEventListener('visibilitychange', tell)
  return () => document.removeEventListener('visibilitychange', tell)
}
