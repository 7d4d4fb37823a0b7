import type { Upload } from '#app/ui/upload/uploader.ts'

/** An upload that belongs to a lesson, wherever in the dashboard the person is. */
export interface RunningUpload {
  /** The lesson's page; one upload a lesson. */
  readonly href: string
  readonly title: string
  readonly upload: Upload
}

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

/** Starts an upload; the one its lesson had before is cancelled. */
export function runUpload(one: RunningUpload): void {
  const before = running.find((other) => other.href === one.href)
  void before?.upload.cancel()
  set([...running.filter((other) => other !== before), one])
  one.upload.subscribe(() => set([...running]))
  void one.upload.start()
}

/** Takes an upload out of sight. What is still under way is cancelled. */
export function dropUpload(href: string): void {
  const one = running.find((other) => other.href === href)
  if (!one) return
  void one.upload.cancel()
  set(running.filter((other) => other !== one))
}

/** Bytes that a closed tab would have to send again; a pause or a lost line loses nothing. */
const bytesAreInFlight = () =>
  running.some(({ upload }) => ['preparing', 'uploading', 'pausing', 'completing'].includes(upload.snapshot().state))

let warns = false

function set(next: readonly RunningUpload[]): void {
  running = next
  const should = bytesAreInFlight()
  // Only while it is needed: a page with this listener cannot be kept for the back button.
  if (should && !warns) window.addEventListener('beforeunload', warn)
  if (!should && warns) window.removeEventListener('beforeunload', warn)
  warns = should
  for (const listener of listeners) listener()
}

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault()
}
