import { and, eq, lte, sql } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Writing } from '#tenants/database/handle.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Registry } from './registry.ts'
import { leases } from './schema.ts'

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

export async function beginMaking(registry: Registry, id: string, now = Date.now()): Promise<Making> {
  const holder = newId('making', now)
  await registry.transact((tx) => {
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

/** Takes away what there is of a school that will not be. */
export async function giveUpMaking(all: Schools, making: Making): Promise<void> {
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
    await giveUpMaking(all, making)
    all.log.warn({ tenant: id }, 'a school that was never finished has been cleared')
    cleared++
  }
  return cleared
}

const isHeld = ({ id, holder }: Making) => and(eq(leases.name, PREFIX + id), eq(leases.holder, holder))
