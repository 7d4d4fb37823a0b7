import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { RequestFailed } from '#app/ui/upload/retry.ts'
import { storedShare } from '#app/ui/upload/stored-share.ts'
import { findUnfinished, forgetUpload, type UnfinishedUpload } from '#app/ui/upload/upload-memory.ts'
import type { UploadFile } from '#app/ui/upload/upload-state.ts'
import type { UseUpload } from '#app/ui/upload/use-upload.ts'
import { urls } from '#app/urls.ts'
import { useHeldUploads } from './held-uploads.ts'
import { letGo } from './kept-uploads.ts'
import { endpointsOf, lessonUpload, scopeOf } from './lesson-upload.ts'
import { dropUpload, runningUploads, runUpload, subscribeToUploads } from './running-uploads.ts'

export interface LessonUpload extends UseUpload {
  /** Share that is stored of each unfinished upload, 0 to 1, by its id; absent until the server has said. */
  readonly stored: Readonly<Record<string, number>>
}

/** The upload of one lesson's video. Unlike `useUpload` it goes on when the page is left (running-uploads.ts). */
export function useLessonUpload({
  school,
  course,
  lesson,
  title,
  onDone,
}: {
  school: string
  course: string
  lesson: string
  title: string
  onDone: () => void
}): LessonUpload {
  const href = urls.dashboard.lesson(school, course, lesson)
  const scope = scopeOf({ school, lesson })
  const endpoints = useMemo(() => endpointsOf({ school, course, lesson }), [school, course, lesson])
  const all = useSyncExternalStore(subscribeToUploads, runningUploads, none)
  const upload = all.find((one) => one.href === href)?.upload
  const snapshot = upload?.snapshot()

  const [unfinished, setUnfinished] = useState<readonly UnfinishedUpload[]>([])
  const [stored, setStored] = useState<Readonly<Record<string, number>>>({})
  const state = snapshot?.state
  const held = useHeldUploads()
  // Another tab sends it: going on with it, or giving it up, is that one's.
  const isElsewhere = !held || (!upload && held.has(scope))
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is unfinished changes when an upload begins or ends
  useEffect(() => setUnfinished(isElsewhere ? [] : findUnfinished(scope)), [scope, state, isElsewhere])
  useEffect(() => {
    if (state !== undefined) return
    let current = true
    for (const one of unfinished) {
      endpoints.resume(one.uploadId).then(
        (ticket) => {
          const share = storedShare(ticket, one.fingerprint.size)
          if (current) setStored((known) => ({ ...known, [one.uploadId]: share }))
        },
        (error: unknown) => {
          // An offer that cannot be kept is taken back; without an answer it stands.
          if (!(error instanceof RequestFailed) || error.status !== 404) return
          forgetUpload(scope, one.uploadId)
          if (current) setUnfinished(findUnfinished(scope))
        },
      )
    }
    return () => {
      current = false
    }
  }, [unfinished, endpoints, scope, state])

  const done = useRef(onDone)
  useEffect(() => {
    done.current = onDone
  })
  useEffect(() => {
    if (state === 'done') done.current()
    if (state === 'cancelled') dropUpload(href)
  }, [state, href])

  const choose = useCallback(
    (file: UploadFile) => runUpload(lessonUpload({ school, course, lesson, title }, file)),
    [school, course, lesson, title],
  )
  const discard = useCallback(
    (one: UnfinishedUpload) => {
      forgetUpload(scope, one.uploadId)
      letGo(school, lesson)
      setUnfinished(findUnfinished(scope))
      endpoints.abort(one.uploadId).catch(() => {
        // It is forgotten here; storage sweeps what nobody continues.
      })
    },
    [scope, endpoints, school, lesson],
  )
  return {
    snapshot,
    unfinished,
    stored,
    choose,
    discard,
    pause: () => upload?.pause(),
    resume: () => void upload?.resume(),
    cancel: () => dropUpload(href),
    reset: () => dropUpload(href),
  }
}

const NONE: ReturnType<typeof runningUploads> = []
const none = () => NONE
