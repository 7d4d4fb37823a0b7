import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { findUnfinished, forgetUpload, type UnfinishedUpload } from './upload-memory.ts'
import type { UploadEndpoints, UploadFile, UploadSnapshot } from './upload-state.ts'
import { Upload } from './uploader.ts'

export interface UseUpload {
  /** Undefined until a file is chosen. */
  readonly snapshot: UploadSnapshot | undefined
  /** What was begun in this browser and can go on; empty on the server and in the first paint. */
  readonly unfinished: readonly UnfinishedUpload[]
  /** Starts with this file; one that is running is cancelled. */
  choose(file: UploadFile): void
  pause(): void
  resume(): void
  cancel(): void
  /** Gives up an unfinished upload and has the server forget it. */
  discard(upload: UnfinishedUpload): void
  /** Back to the empty field. */
  reset(): void
}

/**
 * One upload at a time in one place of the screen. It goes on while the component is mounted; leaving the page pauses it,
 * and choosing the same file again continues it.
 * @param scope whose uploads these are (upload-memory.ts)
 * @param onDone called once, with the asset's id
 */
export function useUpload({
  scope,
  endpoints,
  onDone,
}: {
  scope: string
  endpoints: UploadEndpoints
  onDone?: (assetId: string) => void
}): UseUpload {
  const [upload, setUpload] = useState<Upload>()
  const [unfinished, setUnfinished] = useState<readonly UnfinishedUpload[]>([])
  const snapshot = useSyncExternalStore(upload?.subscribe ?? subscribeToNothing, upload?.snapshot ?? nothing, nothing)

  useEffect(() => setUnfinished(findUnfinished(scope)), [scope])
  useEffect(() => () => upload?.pause(true), [upload])

  const latest = useRef({ endpoints, onDone })
  useEffect(() => {
    latest.current = { endpoints, onDone }
  })
  const state = snapshot?.state
  const assetId = snapshot?.assetId
  useEffect(() => {
    if (state === 'done' && assetId !== undefined) latest.current.onDone?.(assetId)
    if (state === 'done' || state === 'cancelled') setUnfinished(findUnfinished(scope))
  }, [state, assetId, scope])

  const choose = useCallback(
    (file: UploadFile) => {
      const next = new Upload({ file, endpoints: latest.current.endpoints, scope })
      void upload?.cancel()
      setUpload(next)
      void next.start()
    },
    [scope, upload],
  )
  const discard = useCallback(
    (one: UnfinishedUpload) => {
      forgetUpload(scope, one.uploadId)
      setUnfinished(findUnfinished(scope))
      latest.current.endpoints.abort(one.uploadId).catch(() => {
        // It is forgotten here; storage sweeps what nobody continues.
      })
    },
    [scope],
  )
  return useMemo(
    () => ({
      snapshot,
      unfinished,
      choose,
      discard,
      pause: () => upload?.pause(),
      resume: () => void upload?.resume(),
      cancel: () => void upload?.cancel(),
      reset: () => setUpload(undefined),
    }),
    [snapshot, unfinished, choose, discard, upload],
  )
}

function subscribeToNothing(): () => void {
  return () => undefined
}

function nothing(): undefined {
  return undefined
}
