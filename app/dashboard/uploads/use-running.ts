import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { UploadSnapshot } from '#app/ui/upload/upload-state.ts'
import { runningUploads, subscribeToUploads } from './running-uploads.ts'

const nothing = () => undefined

/** The upload to a lesson that this tab has, as it stands; undefined when it has none. */
export function useUploadOf(href: string): UploadSnapshot | undefined {
  return useSyncExternalStore(
    subscribeToUploads,
    () =>
      runningUploads()
        .find((one) => one.href === href)
        ?.upload.snapshot(),
    nothing,
  )
}

/** Calls back whenever an upload to one of the course's lessons is done: its lesson has a video from now on. */
export function useUploadsDone(course: string, onDone: () => void): void {
  const done = useSyncExternalStore(subscribeToUploads, () => doneOf(course), nothing)
  const latest = useRef(onDone)
  useEffect(() => {
    latest.current = onDone
  })
  const known = useRef(done)
  useEffect(() => {
    if (done && done !== known.current) latest.current()
    known.current = done
  }, [done])
}

const doneOf = (course: string): string =>
  runningUploads()
    .filter((one) => one.course === course && one.upload.snapshot().state === 'done')
    .map(({ lesson }) => lesson)
    .join()
