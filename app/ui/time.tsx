import { useClock } from './clock.tsx'
import { cx } from './cx.ts'
import { day, duration, exact, relative } from './moments.ts'

type RelativeTimeProps = {
  /** Milliseconds UTC. */
  at: number
  /** It may lie ahead: when something ends or runs. What has been never reads as “in 7 seconds”, whatever the clocks say. */
  ahead?: boolean
  className?: string
}

/**
 * How long ago, or with `ahead` until. Under a ClockProvider it is relative from the server on; without one it is the date.
 * The exact moment, in the reader's own zone, is worked out only when someone points at it.
 */
export function RelativeTime({ at, ahead = false, className }: RelativeTimeProps) {
  const { now, locale, timeZone } = useClock()
  return (
    <time
      dateTime={new Date(at).toISOString()}
      className={cx('whitespace-nowrap tabular-nums', className)}
      onMouseEnter={(event) => {
        event.currentTarget.title = exact(at, locale)
      }}
    >
      {now === null ? day(at, null, locale, timeZone) : relative(ahead ? at : Math.min(at, now), now, locale, timeZone)}
    </time>
  )
}

/** A length: 9 min, or 1 h 8 min. */
export function Duration({ seconds, className }: { seconds: number; className?: string }) {
  return (
    <time dateTime={`PT${Math.max(0, Math.round(seconds))}S`} className={cx('whitespace-nowrap tabular-nums', className)}>
      {duration(seconds)}
    </time>
  )
}
