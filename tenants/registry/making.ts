import { and, eq, lte, sql } from 'drizzle-orm'
import { Failure } from '#lib/failure.ts'
import { newId } from '#lib/ids.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Registry } from './registry.ts'
import { leases, schools } from './schema.ts'

// A school whose making takes long, because it brings media with it, is noted as a lease before anything of it is there. The row of the
// school takes the lease's place in one transaction. A lease that ran out belongs to a maker that was killed.

/** Longer than the largest object takes to be copied; renewed between two. */
export const MAKING_MS = 3_600_000
const PREFIX = 'making/'

export interface Making {
  readonly id: string
  readonly holder: string
}

/** Whoever made this school was away for so long that it was cleared meanwhile. */
export class MakingLost extends Error {
  override readonly name = 'MakingLost'
}

/** There is a school of this id, or was: two who make the same one must not clear each other's. */
export class MadeAlready extends Failure {
  constructor() {
    super('registry.made_already', 409)
  }
}

/** Somebody makes the school of this id, or was killed at it less than an hour ago. */
export class BeingMade extends Failure {
  constructor() {
    super('registry.being_made', 409)
  }
}

/** @throws MadeAlready, BeingMade */
export async function beginMaking(registry: Registry, id: string, now = Date.now()): Promise<Making> {
  const holder = newId('making', now)
  await registry.transact((tx) => {
    if (isOrWas(tx, id)) throw new MadeAlready()
    if (
      tx
        .select()
        .from(leases)
        .where(eq(leases.name, PREFIX + id))
        .get()
    )
      throw new BeingMade()
    tx.insert(leases)
      .values({ name: PREFIX + id, holder, expiresAt: now + MAKING_MS })
      .run()
  })
  return { id, holder }
}

/** Says that it goes on. @throws MakingLost */
export async function keepMaking(registry: Registry, making: Making, now = Date.now()): Promise<void> {
  const held = registry.read((db) => db.select().from(leases).where(isHeld(making)).get())
  if (!held) throw new MakingLost(making.id)
  // A commit waits for the disk: only a lease half over is written again.
  if (held.expiresAt > now + MAKING_MS / 2) return
  const kept = await registry.transact(
    (tx) =>
      tx
        .update(leases)
        .set({ expiresAt: now + MAKING_MS })
        .where(isHeld(making))
        .run().changes,
  )
  if (kept !== 1) throw new MakingLost(making.id)
}

/** In the transaction that registers the school. @throws MakingLost */
export function endMaking(tx: Writing, making: Making): void {
  if (tx.delete(leases).where(isHeld(making)).run().changes !== 1) throw new MakingLost(making.id)
}

/** Takes away what there is of a school that will not be, unless somebody else makes it, or has made it, by now. */
export async function giveUpMaking(all: Schools, making: Making, now = Date.now()): Promise<void> {
  const isMine = await all.registry.transact((tx) => {
    if (tx.select().from(leases).where(isHeld(making)).get()) return true
    if (isOrWas(tx, making.id)) return false
    // Cleared meanwhile, and written to since: it has to be cleared once more, and nobody begins anew in between.
    const taken = tx.insert(leases).values({ name: PREFIX + making.id, holder: making.holder, expiresAt: now + MAKING_MS })
    return taken.onConflictDoNothing().run().changes === 1
  })
  if (!isMine) return
  // Not opened to do so: the file may be half there, and nobody works for a school that has no row.
  await all.handleFor({ id: making.id, slug: 'unmade' }).files.deletePrefix('')
  all.pool.remove(making.id)
  await all.registry.dropLease(PREFIX + making.id, making.holder)
}

/** Ids of schools that somebody is making, or was when they were killed. */
export const beingMade = (registry: Registry): string[] =>
  registry.read((db) => {
    const rows = db.select({ name: leases.name }).from(leases).where(sql`substr(${leases.name}, 1, ${PREFIX.length}) = ${PREFIX}`).all()
    return rows.map(({ name }) => name.slice(PREFIX.length))
  })

/** Clears what killed makers left: objects, a file. Answers how many. */
export async function clearUnmade(all: Schools, now = Date.now()): Promise<number> {
  let cleared = 0
  for (const id of beingMade(all.registry)) {
    const making = { id, holder: newId('making', now) }
    // Taken over first: a maker that only slept hears of it at its next step, and cannot register what is being cleared.
    const taken = await all.registry.transact(
      (tx) =>
        tx
          .update(leases)
          .set({ holder: making.holder, expiresAt: now + MAKING_MS })
          .where(and(eq(leases.name, PREFIX + id), lte(leases.expiresAt, now)))
          .run().changes,
    )
    if (taken !== 1) continue
    try {
      await giveUpMaking(all, making)
    } catch (error) {
      // A storage that is away keeps no server from starting and no other school from being swept; it is tried again when the lease is over.
      all.log.error({ tenant: id, err: error }, 'what is left of a school that was never finished could not be removed')
      continue
    }
    all.log.warn({ tenant: id }, 'a school that was never finished has been cleared')
    cleared++
  }
  return cleared
}

/** Also of one that was deleted: its row is still there. */
const isOrWas = (db: Reading, id: string): boolean =>
  db.select({ id: schools.id }).from(schools).where(eq(schools.id, id)).get() !== undefined

const isHeld = ({ id, holder }: Making) => and(eq(leases.name, PREFIX + id), eq(leases.holder, holder))
