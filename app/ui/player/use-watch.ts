import type { MediaPlayerProps } from '@vidstack/react'
import { useEffect, useMemo, useRef } from 'react'
import { type WatchReport, WatchTracker } from './watch-report.ts'

const EVERY_MS = 10_000

type Events = Required<
  Pick<MediaPlayerProps, 'onPlaying' | 'onTimeUpdate' | 'onSeeking' | 'onWaiting' | 'onPause' | 'onEnded' | 'onRateChange'>
>

/** Feeds a WatchTracker from the player's events and says what it collected. */
export function useWatch(onReport: ((report: WatchReport) => void) | undefined): Events {
  const latest = useRef(onReport)
  useEffect(() => {
    latest.current = onReport
  })
  const watch = useMemo(() => {
    const tracker = new WatchTracker()
    let told = 0
    return {
      tracker,
      tell() {
        const report = tracker.take()
        // Silence is kept when nothing happened since the last time.
        if (report.covered.length === 0 && report.position === told) return
        told = report.position
        latest.current?.(report)
      },
    }
  }, [])

  useEffect(() => {
    const timer = setInterval(watch.tell, EVERY_MS)
    // On phones a page is often frozen without any pagehide: being hidden is the last thing it hears.
    const hidden = () => document.visibilityState === 'hidden' && watch.tell()
    document.addEventListener('visibilitychange', hidden)
    window.addEventListener('pagehide', watch.tell)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', hidden)
      window.removeEventListener('pagehide', watch.tell)
      watch.tell()
    }
  }, [watch])

  return useMemo(
    () => ({
      onPlaying: (event) => watch.tracker.play(event.target.currentTime, performance.now()),
      onTimeUpdate: ({ currentTime }) => watch.tracker.time(currentTime, performance.now()),
      onSeeking: (to) => watch.tracker.seek(to, performance.now()),
      onWaiting: (event) => watch.tracker.stop(event.target.currentTime, performance.now()),
      onRateChange: (rate) => watch.tracker.rate(rate),
      onPause: (event) => {
        watch.tracker.stop(event.target.currentTime, performance.now())
        watch.tell()
      },
      onEnded: (event) => {
        watch.tracker.stop(event.target.currentTime, performance.now())
        watch.tell()
      },
    }),
    [watch],
  )
}
