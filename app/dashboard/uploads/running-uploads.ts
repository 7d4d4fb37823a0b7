import type { UploadSnapshot, UploadState } from '#app/ui/upload/upload-state.ts'
import { holdUpload } from './held-uploads.ts'
import { keepUploads, letGo } from './kept-uploads.ts'
import { type RunningUpload, scopeOf } from './lesson-upload.ts'

/**
 * Uploads of this tab. They live outside of any page, so that going to another lesson stops none of them;
 * only closing the tab does, and then what was sent is kept and the file goes on from there.
 */
let running: readonly RunningUpload[] = []
const listeners = new Set<() => void>()

export const runningUploads = (): readonly RunningUpload[] => running

export function subscribeToUploads(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Starts an upload at once; the one its lesson had before is cancelled. */
export function runUpload(one: RunningUpload): void {
  enlist([one])
  void one.upload.start()
}

/** Starts uploads in their order, two at a time; what somebody starts by hand meanwhile counts among the two. */
export function queueUploads(many: readonly RunningUpload[]): void {
  enlist(many)
  startNext()
}

/** Takes an upload out of sight. What is still under way is cancelled. */
export function dropUpload(href: string): void {
  const one = running.find((other) => other.href === href)
  if (!one) return
  void one.upload.cancel()
  set(running.filter((other) => other !== one))
}

/** Takes those that are done out of sight. */
export const dropDone = (): void => set(running.filter(({ upload }) => upload.snapshot().state !== 'done'))

const AT_ONCE = 2
const BUSY: readonly UploadState[] = ['preparing', 'uploading', 'pausing', 'offline', 'completing']
const isBusy = ({ upload }: RunningUpload) => BUSY.includes(upload.snapshot().state)

function enlist(many: readonly RunningUpload[]): void {
  const hrefs = new Set(many.map(({ href }) => href))
  for (const before of running) if (hrefs.has(before.href)) void before.upload.cancel()
  const [first] = many
  if (first)
    keepUploads(
      first.school,
      many.map(({ kept }) => kept),
    )
  set([...running.filter(({ href }) => !hrefs.has(href)), ...many])
  for (const one of many) one.upload.subscribe(() => told(one))
}

function told(one: RunningUpload): void {
  // One that another took the place of has nothing more to say: what is kept now is the other's.
  if (!running.includes(one)) return
  if (isOver(one.upload.snapshot())) letGo(one.school, one.lesson)
  set([...running])
  startNext()
}

/** Choosing the file again would not help, or is not needed. */
const isOver = ({ state, problem }: UploadSnapshot): boolean =>
  state === 'done' || state === 'cancelled' || (state === 'failed' && problem === 'refused')

function startNext(): void {
  for (;;) {
    const next = running.find(({ upload }) => upload.snapshot().state === 'waiting')
    if (!next || running.filter(isBusy).length >= AT_ONCE) return
    void next.upload.start()
  }
}

/** Bytes that a closed tab would have to send again, or files it would have to be given again; a pause or a lost line loses nothing. */
const wouldLose = () =>
  running.some(({ upload }) => ['waiting', 'preparing', 'uploading', 'pausing', 'completing'].includes(upload.snapshot().state))

let warns = false

/** How to let go of each upload whose file this tab says to have. */
const holds = new Map<RunningUpload, () => void>()

function hold(): void {
  const mine = new Set(running.filter(({ upload }) => !isOver(upload.snapshot())))
  for (const [one, letGoOf] of holds) {
    if (mine.has(one)) continue
    letGoOf()
    holds.delete(one)
  }
  for (const one of mine) if (!holds.has(one)) holds.set(one, holdUpload(scopeOf(one)))
}

function set(next: readonly RunningUpload[]): void {
  running = next
  hold()
  const should = wouldLose()
  // Only while it is needed: a page with this listener cannot be kept for the back button.
  if (should && !warns) window.addEventListener('beforeunload', warn)
  if (!should && warns) window.removeEventListener('beforeunload', warn)
  warns = should
  for (const listener of listeners) listener()
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault()
}
