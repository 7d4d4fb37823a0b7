import { z } from 'zod'
import { type Fingerprint, KEPT_MS } from '#app/ui/upload/upload-memory.ts'

const Kept = z.object({
  course: z.string(),
  lesson: z.string(),
  title: z.string(),
  fingerprint: z.object({ name: z.string(), size: z.number(), lastModified: z.number() }),
  /** Milliseconds UTC. */
  at: z.number(),
})

/** An upload this browser was asked for and has not ended; a browser that was closed has lost the file, and has to be given it again. */
export type KeptUpload = z.infer<typeof Kept>

const place = (school: string): string => `lectern.lesson-uploads.${school}`
const listeners = new Set<() => void>()
/** What was read last, so that a look without a change answers the same list. */
const read = new Map<string, { readonly text: string; readonly list: readonly KeptUpload[] }>()
const NOTHING: readonly KeptUpload[] = []

export function keptUploads(school: string): readonly KeptUpload[] {
  const text = textOf(school)
  if (!text) return NOTHING
  const known = read.get(school)
  if (known?.text === text) return known.list
  const list = parse(text)
  read.set(school, { text, list })
  return list
}

/** Told of other tabs' changes too. */
export function subscribeToKept(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/** Remembers that these lessons wait for these files; one file a lesson. What is too old to go on is let go here. */
export function keepUploads(school: string, uploads: readonly KeptUpload[], now = Date.now()): void {
  const lessons = new Set(uploads.map(({ lesson }) => lesson))
  write(school, [...keptUploads(school).filter((one) => !lessons.has(one.lesson) && now - one.at < KEPT_MS), ...uploads])
}

export function letGo(school: string, lesson: string): void {
  const all = keptUploads(school)
  const others = all.filter((one) => one.lesson !== lesson)
  if (others.length < all.length) write(school, others)
}

/**
 * Which of the files are those that are waited for, by name and size. Two lessons may wait for the same file; a file of another
 * moment is taken as well, and sent from its beginning (`sameFile`).
 */
export function matchFiles<F extends Pick<Fingerprint, 'name' | 'size'>>(
  kept: readonly KeptUpload[],
  files: readonly F[],
): { matched: { kept: KeptUpload; file: F }[]; others: F[] } {
  const fits = (one: KeptUpload, file: F) => one.fingerprint.name === file.name && one.fingerprint.size === file.size
  return {
    matched: kept.flatMap((one) => {
      const file = files.find((candidate) => fits(one, candidate))
      return file ? [{ kept: one, file }] : []
    }),
    others: files.filter((file) => !kept.some((one) => fits(one, file))),
  }
}

function textOf(school: string): string | null {
  try {
    return globalThis.localStorage?.getItem(place(school)) ?? null
  } catch {
    // Where storage is forbidden an upload works; it only cannot be offered again.
    return null
  }
}

function parse(text: string): readonly KeptUpload[] {
  try {
    const list = z.array(Kept).safeParse(JSON.parse(text))
    return list.success ? list.data : NOTHING
  } catch {
    // Somebody else's text under our name: as good as nothing.
    return NOTHING
  }
}

function write(school: string, list: readonly KeptUpload[]): void {
  try {
    if (list.length) globalThis.localStorage?.setItem(place(school), JSON.stringify(list))
    else globalThis.localStorage?.removeItem(place(school))
  } catch {
    // A full or forbidden storage costs the offer after a reload, never the upload.
  }
  for (const listener of listeners) listener()
}
