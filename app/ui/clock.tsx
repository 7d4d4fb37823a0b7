import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'

type Clock = { now: number | null; locale: string; timeZone: string }

const ClockContext = createContext<Clock>({ now: null, locale: 'en', timeZone: 'UTC' })

type ClockProps = {
  /** Milliseconds, from the loader: server and first client render then say the same. */
  now: number
  locale?: string
  timeZone?: string
  children: ReactNode
}

const HALF_A_MINUTE = 30_000

/** One clock for every relative time under it, so that a row costs no timer and no effect of its own. */
export function ClockProvider({ now: start, locale = 'en', timeZone = 'UTC', children }: ClockProps) {
  const [now, setNow] = useState(start)
  // The server's clock moved on by what has passed here: a browser whose clock is wrong says the same as any other.
  useEffect(() => {
    const from = performance.now()
    const moveOn = () => setNow(start + performance.now() - from)
    moveOn()
    const timer = setInterval(moveOn, HALF_A_MINUTE)
    return () => clearInterval(timer)
  }, [start])
  const clock = useMemo(() => ({ now, locale, timeZone }), [now, locale, timeZone])
  return <ClockContext.Provider value={clock}>{children}</ClockContext.Provider>
}

export function useClock(): Clock {
  return useContext(ClockContext)
}
