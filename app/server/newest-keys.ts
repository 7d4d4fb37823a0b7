import { hashToken } from '#lib/crypto.ts'

/** A set that strangers may add to: it keeps the newest keys alone, and of each a hash. */
export class NewestKeys {
  readonly #keys = new Set<string>()
  constructor(private readonly most: number) {}

  add(key: string): void {
    const name = hashToken(key)
    this.#keys.delete(name)
    this.#keys.add(name)
    const [oldest] = this.#keys
    if (this.#keys.size > this.most && oldest !== undefined) this.#keys.delete(oldest)
  }

  has(key: string): boolean {
    return this.#keys.has(hashToken(key))
  }
}
