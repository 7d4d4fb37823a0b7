import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { ShownPicture } from '#app/lesson-html.server.ts'
import { usePolling } from '#app/polling.ts'
import type { UploadSnapshot } from '#app/ui/upload/upload-state.ts'
import { urls } from '#app/urls.ts'
import { ask, Refused } from '../../../ask.ts'
import { sendingOf, subscribeToSending } from './picture-uploads.ts'

const EVERY_MS = 1_200

export type PictureState =
  | { readonly state: 'sending'; readonly sending: UploadSnapshot }
  | { readonly state: 'asking' | 'gone' }
  | ShownPicture

/** How far a picture of the text is: on its way from here, being prepared, or there. @param known what the page came with */
export function usePictureState(school: string, assetId: string, known: ShownPicture | undefined): PictureState {
  const [told, setTold] = useState<PictureState>(known ?? { state: 'asking' })
  const subscribe = useCallback((listener: () => void) => subscribeToSending(assetId, listener), [assetId])
  const look = useCallback(() => sendingOf(assetId), [assetId])
  const sending = useSyncExternalStore(subscribe, look)
  const isSending = sending !== undefined && sending.state !== 'done' && sending.state !== 'cancelled'
  const waits =
    !isSending && (told.state === 'asking' || told.state === 'preparing' || (told.state === 'uploading' && sending?.state === 'done'))

  const [isLooking, setLooking] = useState(false)
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  const askAgain = async () => {
    setLooking(true)
    const answer = await ask(urls.dashboard.assetState(school, assetId)).catch((error: unknown) =>
      error instanceof Refused ? error : undefined,
    )
    if (!isHere.current) return
    setLooking(false)
    // No answer: what was known stands, and the next look may have one.
    if (answer instanceof Refused) setTold(answer.status === 404 ? { state: 'gone' } : (now) => now)
    else if (answer) setTold((now) => read(answer) ?? now)
  }
  const first = useRef(askAgain)
  first.current = askAgain
  useEffect(() => {
    if (waits) void first.current()
  }, [waits])
  usePolling({ everyMs: waits ? EVERY_MS : null, isLooking, look: () => void askAgain() })
  return isSending ? { state: 'sending', sending } : told
}

function read({ state, picture, failure }: Readonly<Record<string, unknown>>): PictureState | undefined {
  if (state === 'failed') return { state, reason: typeof failure === 'string' ? failure : null }
  if (state === 'uploading') return { state }
  if (state === 'processing') return { state: 'preparing' }
  return isShown(picture) ? picture : undefined
}

const isShown = (value: unknown): value is ShownPicture & { state: 'ready' } =>
  typeof value === 'object' &&
  value !== null &&
  'state' in value &&
  value.state === 'ready' &&
  'src' in value &&
  typeof value.src === 'string'
