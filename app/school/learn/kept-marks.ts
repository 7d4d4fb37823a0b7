/** “Done”, or “not done”, as a student has said it while the line was gone. */
export interface KeptMark {
  /** Slug. */
  readonly course: string
  readonly lesson: string
  readonly intent: 'done' | 'undone'
  /** Milliseconds UTC. */
  readonly at: number
}

/** Longer than this nobody waits for a device that never came online again, as with what was watched. */
const KEPT_MS = 60 * 24 * 3600_000
const NONE: readonly KeptMark[] = []

/** By student: another one on the same computer neither sees nor sends them. */
const marks = new Map<string, readonly KeptMark[]>()
const listeners = new Set<() => void>()
const placeOf = (student: string) => `lectern.marks/${student}`

/** What the server has not been told yet; the same list until one comes or goes. */
export function keptMarks(student: string, now = Date.now()): readonly KeptMark[] {
  const known = marks.get(student)
  if (known) return known
  const read = fromShelf(student).filter(({ at }) => now - at < KEPT_MS)
  marks.set(student, read.length ? read : NONE)
  return read.length ? read : NONE
}

/** What was said last of a lesson counts. */
export function keepMark(student: string, mark: KeptMark): void {
  set(student, [...keptMarks(student).filter(({ lesson }) => lesson !== mark.lesson), mark])
}

/** @param upTo leaves one that was said later */
export function dropMark(student: string, lesson: string, upTo: number): void {
  set(
    student,
    keptMarks(student).filter((mark) => mark.lesson !== lesson || mark.at > upTo),
  )
}

/** Also of other tabs. Answers how to stop. */
export function onMarks(tell: () => void): () => void {
  const elsewhere = ({ key }: StorageEvent) => {
    if (key !== null && !key.startsWith(placeOf(''))) return
    marks.clear()
    tell()
  }
  listeners.add(tell)
  window.addEventListener('storage', elsewhere)
  return () => {
    listeners.delete(tell)
    window.removeEventListener('storage', elsewhere)
  }
}

function set(student: string, list: readonly KeptMark[]): void {
  if (list.length === 0 && keptMarks(student).length === 0) return
  marks.set(student, list.length ? list : NONE)
  try {
    if (list.length) localStorage.setItem(placeOf(student), JSON.stringify(list))
    else localStorage.removeItem(placeOf(student))
  } catch {
    // Forbidden or full: it is kept as long as the page is open.
  }
  for (const tell of listeners) tell()
}

function fromShelf(student: string): readonly KeptMark[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(placeOf(student)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isMark) : NONE
  } catch {
    // Forbidden storage, or somebody else's text under our name.
    return NONE
  }
}

const isMark = (kept: unknown): kept is KeptMark =>
  typeof kept === 'object' &&
  kept !== null &&
  'course' in kept &&
  typeof kept.course === 'string' &&
  'lesson' in kept &&
  typeof kept.lesson === 'string' &&
  'at' in kept &&
  typeof kept.at === 'number' &&
  'intent' in kept &&
  (kept.intent === 'done' || kept.intent === 'undone')
