const PLACE = 'lectern.left-at'
/** A reload asks the server before it knows what was just watched; later it knows better, also of other devices. */
const FRESH_MS = 60_000

interface Left {
  /** Whose, of which lesson, in which film. */
  readonly of: string
  /** Seconds. */
  readonly at: number
  readonly when: number
}

/** Where in a film its page was left, for a reload of this tab. */
export function rememberLeft(of: string, at: number): void {
  try {
    sessionStorage.setItem(PLACE, JSON.stringify({ of, at, when: Date.now() } satisfies Left))
  } catch {
    // Forbidden or full: the server's place is a few seconds older.
  }
}

/** Undefined where nothing newer than the server's place is known. */
export function leftAt(of: string): number | undefined {
  try {
    const left: unknown = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null')
    return isLeft(left) && left.of === of && Date.now() - left.when < FRESH_MS ? left.at : undefined
  } catch {
    // Forbidden storage, or somebody else's text.
    return undefined
  }
}

const isLeft = (left: unknown): left is Left =>
  typeof left === 'object' &&
  left !== null &&
  'of' in left &&
  'at' in left &&
  typeof left.at === 'number' &&
  'when' in left &&
  typeof left.when === 'number'
