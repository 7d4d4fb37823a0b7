import { LRUCache } from 'lru-cache'

/** What one school keeps in memory; keys are under the school, so two schools cannot share an entry. */
export interface SchoolCache {
  get<T extends object>(key: string): T | undefined
  set(key: string, value: object, bytes: number): void
  clear(): void
}

/** One bounded memory for all schools of the process; the least recently used goes first. */
export class Cache {
  readonly #entries: LRUCache<string, object>

  constructor(maxBytes: number) {
    this.#entries = new LRUCache({ maxSize: maxBytes, maxEntrySize: maxBytes / 4 })
  }

  of(schoolId: string): SchoolCache {
    const at = (key: string) => `${schoolId}\n${key}`
    return {
      get: <T extends object>(key: string) => this.#entries.get(at(key)) as T | undefined,
      set: (key, value, bytes) => void this.#entries.set(at(key), value, { size: Math.max(1, bytes) }),
      clear: () => {
        for (const key of [...this.#entries.keys()]) if (key.startsWith(`${schoolId}\n`)) this.#entries.delete(key)
      },
    }
  }
}
