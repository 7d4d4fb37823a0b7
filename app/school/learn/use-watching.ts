import { useRevalidator } from '@remix-run/react'
import { useEffect, useRef, useState } from 'react'
import { HeartbeatQueue } from '#app/ui/player/heartbeats.ts'
import { type Interval, union } from '#app/ui/player/intervals.ts'
import type { WatchReport } from '#app/ui/player/watch-report.ts'
import { urls } from '#app/urls.ts'
import { rememberLeft } from './left-at.ts'

export interface Watching {
  readonly studentId: string
  readonly lessonId: string
  readonly assetId: string
  readonly isDone: boolean
  /** Seconds played in earlier visits. */
  readonly watched: readonly Interval[]
  /** So many seconds played make the lesson done. */
  readonly goal: number
}

/** Whose place it is, of which lesson, in which film. */
export const leftOf = ({ studentId, lessonId, assetId }: Pick<Watching, 'studentId' | 'lessonId' | 'assetId'>): string =>
  `${studentId}/${lessonId}/${assetId}`

/**
 * Brings to the server what a student watches. Completion is the server's word: it is asked for only when, with what was
 * watched earlier, enough has been played, and only after that is safely stored. For a component keyed by its lesson.
 */
export function useWatching(watching: Watching): { onReport: (report: WatchReport) => void } {
  const { revalidate } = useRevalidator()
  const latest = useRef({ isDone: watching.isDone, revalidate })
  useEffect(() => {
    latest.current = { isDone: watching.isDone, revalidate }
  })
  const [visit] = useState(() => {
    let played = union(watching.watched)
    const isEnough = () => played.reduce((sum, [from, to]) => sum + to - from, 0) >= watching.goal
    const queue =
      typeof window === 'undefined'
        ? undefined
        : new HeartbeatQueue({
            url: urls.school.heartbeats(),
            lessonId: watching.lessonId,
            assetId: watching.assetId,
            scope: watching.studentId,
            onDurable: (own) => {
              if (!own || (!latest.current.isDone && isEnough())) latest.current.revalidate()
            },
          })
    return {
      queue,
      report(report: WatchReport) {
        played = union([...played, ...report.covered])
        rememberLeft(leftOf(watching), report.position)
        void queue?.add(report)
      },
    }
  })
  useEffect(() => {
    const stop = visit.queue?.start()
    return () => {
      stop?.()
      // What is on its way is seen through, also when the student has gone on to another lesson.
      void visit.queue?.flush()
    }
  }, [visit])
  return { onReport: visit.report }
}
