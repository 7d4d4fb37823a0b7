import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { RequestFailed } from '#app/ui/upload/retry.ts'
import { storedShare } from '#app/ui/upload/stored-share.ts'
import { findUnfinished, forgetUpload, sameFile, type UnfinishedUpload } from '#app/ui/upload/upload-memory.ts'
import { useHeldUploads } from './held-uploads.ts'
import { type KeptUpload, keptUploads, letGo, matchFiles, subscribeToKept } from './kept-uploads.ts'
import { endpointsOf, lessonUpload, scopeOf } from './lesson-upload.ts'
import { queueUploads, runningUploads, subscribeToUploads } from './running-uploads.ts'

/** Uploads of a school that wait for their file since the page was closed, and how much of each is stored. */
export function useKeptUploads(school: string) {
  const all = useSyncExternalStore(
    subscribeToKept,
    useCallback(() => keptUploads(school), [school]),
    none,
  )
  const running = useSyncExternalStore(subscribeToUploads, runningUploads, noneRunning)
  const here = running.map(({ lesson }) => lesson).join()
  const held = useHeldUploads()
  const kept = useMemo(() => {
    const lessons = new Set(here.split(','))
    // What another tab is sending waits for nobody.
    return held ? all.filter(({ lesson }) => !lessons.has(lesson) && !held.has(scopeOf({ school, lesson }))) : NONE
  }, [all, here, held, school])
  const [stored, setStored] = useState<Readonly<Record<string, number>>>({})
  useEffect(() => {
    let current = true
    for (const one of kept) {
      const begun = begunOf(school, one)
      if (!begun) continue
      endpointsOf({ school, ...one })
        .resume(begun.uploadId)
        .then(
          (ticket) => {
            const share = storedShare(ticket, one.fingerprint.size)
            if (current) setStored((known) => ({ ...known, [one.lesson]: share }))
          },
          (error: unknown) => {
            // What the server has forgotten starts from its beginning; without an answer nothing is known, and nothing is said.
            if (error instanceof RequestFailed && error.status === 404) forgetUpload(scopeOf({ school, ...one }), begun.uploadId)
          },
        )
    }
    return () => {
      current = false
    }
  }, [kept, school])

  /** Goes on with those whose file is among these; answers the names of files nothing waits for. */
  const choose = (files: readonly File[]): string[] => {
    const { matched, others } = matchFiles(kept, files)
    queueUploads(matched.map(({ kept: { course, lesson, title }, file }) => lessonUpload({ school, course, lesson, title }, file)))
    return others.map(({ name }) => name)
  }
  const giveUp = (one: KeptUpload) => {
    const begun = begunOf(school, one)
    letGo(school, one.lesson)
    if (!begun) return
    forgetUpload(scopeOf({ school, ...one }), begun.uploadId)
    endpointsOf({ school, ...one })
      .abort(begun.uploadId)
      .catch(() => {
        // It is forgotten here; storage sweeps what nobody continues.
      })
  }
  return { kept, stored, choose, giveUp }
}

const begunOf = (school: string, one: KeptUpload): UnfinishedUpload | undefined =>
  findUnfinished(scopeOf({ school, ...one })).find(({ fingerprint }) => sameFile(fingerprint, one.fingerprint))

const NONE: readonly KeptUpload[] = []
const none = () => NONE
const NONE_RUNNING: ReturnType<typeof runningUploads> = []
const noneRunning = () => NONE_RUNNING
