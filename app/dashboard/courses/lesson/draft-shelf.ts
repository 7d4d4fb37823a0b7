/** What was typed and not acknowledged, kept in this browser until it is. */
export interface Draft {
  readonly value: string
  /** The state of the text it was typed upon. */
  readonly basedOn: number
}

export interface DraftShelf {
  read(): Draft | undefined
  keep(draft: Draft): void
  clear(): void
}

/** @param name of the thing that is typed, such as a school's lesson */
export function draftShelf(name: string): DraftShelf {
  const key = `lectern.draft.${name}`
  return {
    read() {
      try {
        const kept: unknown = JSON.parse(globalThis.localStorage.getItem(key) ?? 'null')
        return isDraft(kept) ? kept : undefined
      } catch {
        // Storage is forbidden, or holds somebody else's text under our name: as good as nothing.
        return undefined
      }
    },
    keep(draft) {
      try {
        globalThis.localStorage.setItem(key, JSON.stringify(draft))
      } catch {
        // A full or forbidden storage costs the draft after a crash, never the saving itself.
      }
    },
    clear() {
      try {
        globalThis.localStorage.removeItem(key)
      } catch {
        // Forbidden storage held nothing to begin with.
      }
    },
  }
}

function isDraft(value: unknown): value is Draft {
  return (
    typeof value === 'object' &&
    value !== null &&
    'value' in value &&
    typeof value.value === 'string' &&
    'basedOn' in value &&
    typeof value.basedOn === 'number'
  )
}
