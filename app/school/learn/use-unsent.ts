import { useRevalidator } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import { HeartbeatQueue } from '#app/ui/player/heartbeats.ts'
import { urls } from '#app/urls.ts'

/**
 * What a lesson that was just left, or an earlier visit, has not brought to the server yet goes there now, and the page
 * looks again: it is about where a student stands.
 */
export function useUnsent(studentId: string): void {
  const { revalidate } = useRevalidator()
  const latest = useRef(revalidate)
  latest.current = revalidate
  useEffect(() => {
    const queue = new HeartbeatQueue({
      url: urls.school.heartbeats(),
      lessonId: '',
      scope: studentId,
      onTaken: () => latest.current(),
      onDurable: () => latest.current(),
    })
    return queue.start()
  }, [studentId])
}
