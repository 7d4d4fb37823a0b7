import { useEffect, useState } from 'react'

/** Long enough to find the button that stops it. */
const WAIT_SECONDS = 8

/**
 * Counts down to what follows, and goes there.
 * @returns whole seconds that are left
 */
export function useCountdown(go: () => void): number {
  const [began] = useState(() => performance.now())
  const [left, setLeft] = useState(WAIT_SECONDS)
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil(WAIT_SECONDS - (performance.now() - began) / 1000))), 200)
    return () => clearInterval(timer)
  }, [began])
  const isOver = left === 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the time is over
  useEffect(() => {
    if (isOver) go()
  }, [isOver])
  return left
}
