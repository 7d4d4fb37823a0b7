import { useEffect, useRef } from 'react'

/**
 * Calls once for each answer of a fetcher, after it is on the screen.
 *
 * An effect that depends on `fetcher.data` is not enough: Remix 2 reads it while rendering from a map that changes under
 * React. A rendering that sees a new answer before React knows of any change is dropped together with its effects, while the
 * dependencies it saw are kept, and the effect never runs. One without dependencies runs at the next rendering, which comes.
 */
export function useAnswer<Answer extends object>(answer: Answer | null | undefined, take: (answer: Answer) => void): void {
  const taken = useRef<Answer | null>()
  useEffect(() => {
    if (!answer || answer === taken.current) return
    taken.current = answer
    take(answer)
  })
}
