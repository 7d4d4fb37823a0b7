import { and, asc, eq, inArray, isNotNull, lt, ne, or } from 'drizzle-orm'
import type { Reading, Writing } from './database/handle.ts'
import { eventOrigins, events } from './events/schema.ts'
import { jobs } from './jobs/schema.ts'
import { mails } from './mail/schema.ts'
import { forgetChanges } from './people/changed.ts'
import { studentSightings } from './people/schema.ts'
import type { Registry } from './registry/registry.ts'
import { audit } from './registry/schema.ts'
import type { Tenant } from './tenant.ts'

const DAY = 86_400_000
/** Addresses and browsers beside what staff did. That they did it stays. */
const ORIGIN_KEPT_MS = 365 * DAY
/** From where and with what a student signed in. */
const SIGHTING_KEPT_DAYS = 30
/** That a letter left, or could not. */
const MAIL_KEPT_MS = 90 * DAY

/** A transaction takes no more, so that nobody waits for it. */
const BATCH = 500

interface Forgetting<Key> {
  /** Some of what is old, by the keys of its rows. */
  find(db: Reading, now: number): Key[]
  drop(tx: Writing, keys: Key[]): void
}

/** Found in the order of their age: when one is young enough, so are all that follow. */
const origins: Forgetting<number> = {
  find: (db, now) =>
    db
      .select({ seq: eventOrigins.seq, at: events.at })
      .from(eventOrigins)
      .leftJoin(events, eq(events.seq, eventOrigins.seq))
      .orderBy(asc(eventOrigins.seq))
      .limit(BATCH)
      .all()
      .filter(({ at }) => at === null || at < now - ORIGIN_KEPT_MS)
      .map(({ seq }) => seq),
  drop: (tx, seqs) => {
    tx.delete(eventOrigins).where(inArray(eventOrigins.seq, seqs)).run()
  },
}

/** A day at a time. */
const sightings: Forgetting<number> = {
  find: (db, now) =>
    db
      .select({ day: studentSightings.day })
      .from(studentSightings)
      .where(lt(studentSightings.day, Math.floor(now / DAY) - SIGHTING_KEPT_DAYS))
      .orderBy(asc(studentSightings.day))
      .limit(1)
      .all()
      .map(({ day }) => day),
  drop: (tx, days) => {
    tx.delete(studentSightings).where(inArray(studentSightings.day, days)).run()
  },
}

const letters: Forgetting<string> = {
  find: (db, now) =>
    db
      .select({ id: mails.id })
      .from(mails)
      .where(and(lt(mails.createdAt, now - MAIL_KEPT_MS), or(isNotNull(mails.sentAt), isNotNull(mails.failedAt))))
      .limit(BATCH)
      .all()
      .map(({ id }) => id),
  drop: (tx, ids) => {
    // The job that sent it names nothing else.
    tx.delete(jobs).where(inArray(jobs.subject, ids)).run()
    tx.delete(mails).where(inArray(mails.id, ids)).run()
  },
}

/** Forgets what a school's file need not know any more (decision 27). */
export async function forgetOld(tenant: Tenant, now = Date.now()): Promise<void> {
  await forgetChanges(tenant, now)
  await forgetAll(tenant, origins, now)
  await forgetAll(tenant, sightings, now)
  await forgetAll(tenant, letters, now)
}

async function forgetAll<Key>(tenant: Tenant, { find, drop }: Forgetting<Key>, now: number): Promise<void> {
  for (;;) {
    const keys = tenant.read((db) => find(db, now))
    if (!keys.length) return
    await tenant.transact((tx) => drop(tx, keys))
  }
}

/** Of what is written down beside the schools: addresses and browsers. */
export async function forgetOldOrigins(registry: Registry, now = Date.now()): Promise<void> {
  const old = and(lt(audit.at, now - ORIGIN_KEPT_MS), ne(audit.address, ''))
  if (!registry.read((db) => db.select({ seq: audit.seq }).from(audit).where(old).limit(1).get())) return
  await registry.transact((tx) => tx.update(audit).set({ address: '', userAgent: '' }).where(old).run())
}
