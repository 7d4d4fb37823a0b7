import { setTimeout as wait } from 'node:timers/promises'
import { type Db, isBusy } from './connection.ts'
import { HandleMisused, SchoolBusy } from './failures.ts'
import { busyRefusals, type FileKind, lockWaits, writeTimes } from './tallies.ts'

declare const reading: unique symbol
declare const writing: unique symbol

/** Drizzle inside a `read`: a consistent view of one file. */
export type Reading = Pick<Db, 'select' | 'selectDistinct' | 'all' | 'get' | 'values' | '$count'> & { readonly [reading]: true }

/** Drizzle inside a `transact`. What only needs to read takes a `Reading`, and a `Writing` is one. */
export type Writing = Reading & Pick<Db, 'insert' | 'update' | 'delete' | 'run'> & { readonly [writing]: true }

/** Refused by type: an `async` function would go on after its transaction ended. */
type Settled<T> = T extends PromiseLike<unknown> ? never : T

/** How long a write waits for another process's lock before the person is told to try again. Milliseconds. */
const PATIENCE_MS = 5_000

/**
 * The transactions of one file. The connection is asked for at each use, so a pool may close it between two;
 * inside one it cannot, because nothing here yields.
 */
export class Transactions {
  /** What is open in this process right now; synchronous, so one slot is enough. */
  static #open: { of: Transactions; as: 'read' | 'transact' } | undefined

  constructor(
    private readonly name: string,
    private readonly connection: (as: 'read' | 'transact') => Db,
    /** What to throw in place of an error; a pool sets a damaged file aside. */
    private readonly translate: (error: unknown) => unknown,
    private readonly kind: FileKind = 'school',
  ) {}

  read<T>(fn: (db: Reading) => Settled<T>): T {
    return this.#reading((db) => this.#within(db, 'read', 'BEGIN', () => fn(db)) as T)
  }

  /** As `read` for a single statement, which is a transaction of its own: a third of the cost. */
  glance<T>(fn: (db: Reading) => Settled<T>): T {
    return this.#reading(fn)
  }

  #reading<T>(fn: (db: Db & Reading) => T): T {
    try {
      return fn(this.connection('read') as Db & Reading)
    } catch (error) {
      // WAL readers wait for nobody but a recovery in another process.
      if (isBusy(error)) throw this.#refuse('read')
      throw this.translate(error)
    }
  }

  #refuse(as: 'read' | 'write'): SchoolBusy {
    busyRefusals.of(this.kind, as).count++
    return new SchoolBusy()
  }

  async transact<T>(fn: (tx: Writing) => Settled<T>): Promise<T> {
    const asked = performance.now()
    for (let pause = 5; ; pause = Math.min(pause * 2, 80)) {
      try {
        const db = this.connection('transact')
        const begun = performance.now()
        const answer = this.#within(db, 'transact', 'BEGIN IMMEDIATE', () => fn(db as Db & Writing)) as T
        lockWaits.of(this.kind).observe((begun - asked) / 1_000)
        writeTimes.of(this.kind).observe((performance.now() - begun) / 1_000)
        return answer
      } catch (error) {
        if (!isBusy(error)) throw this.translate(error)
        if (performance.now() + pause > asked + PATIENCE_MS) throw this.#refuse('write')
        await wait(pause / 2 + Math.random() * pause)
      }
    }
  }

  #within(db: Db, as: 'read' | 'transact', begin: string, fn: () => unknown): unknown {
    const open = Transactions.#open
    if (open) throw new HandleMisused(`${as} of ${this.name} inside a ${open.as} of ${open.of.name}`)
    const client = db.$client
    client.exec(begin)
    Transactions.#open = { of: this, as }
    try {
      const answer = fn()
      if (answer instanceof Promise) throw new HandleMisused(`${as} of ${this.name} got an async function`)
      client.exec('COMMIT')
      return answer
    } catch (error) {
      if (client.inTransaction) client.exec('ROLLBACK')
      throw error
    } finally {
      Transactions.#open = undefined
    }
  }
}

/** The transactions of a file that nobody else has: what goes wrong in them is told as it is. */
export const unshared = (name: string, db: Db): Transactions =>
  new Transactions(
    name,
    () => db,
    (error) => error,
  )
