import { useEffect, useState } from 'react'

const EVERY_MS = 1_500

type Poll = { readonly state: 'idle' | 'loading' | 'submitting'; load(url: string): void }

/** Reads an address again and again while something is under way and somebody can see it. */
export function usePolling(poll: Poll, isUnderWay: boolean, url: string): void {
  const [turn, setTurn] = useState(0)
  const isIdle = poll.state === 'idle'
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn sets the next one; the fetcher is another object each time
  useEffect(() => {
    if (!isUnderWay || !isIdle) return
    const timer = setTimeout(() => {
      if (document.visibilityState === 'visible') poll.load(url)
      else setTurn(turn + 1)
    }, EVERY_MS)
    return () => clearTimeout(timer)
  }, [isUnderWay, isIdle, url, turn])
}

/** The newer of what the page was loaded with and what a later look found. */
export const newest = <T extends { readonly at: number }>(loaded: T, polled: T | null | undefined): T =>
  polled && polled.at > loaded.at ? polled : loaded
