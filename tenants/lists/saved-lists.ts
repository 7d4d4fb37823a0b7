import { and, asc, count, eq, ne, sql } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { checkKeeps, type Keeper } from '#tenants/people/keeper.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { ListNameTaken, ListUnknown, TooManyLists } from './failures.ts'
import { savedLists } from './schema.ts'
import type { Screen } from './screens.ts'

/** Of one screen. */
const MOST_LISTS = 50

export interface SavedList {
  readonly id: string
  readonly name: string
  /** As in the address of its screen, without the question mark. */
  readonly query: string
}

const SHOWN = { id: savedLists.id, name: savedLists.name, query: savedLists.query }

/** What the school has kept of a screen, by name. */
export const listsOf = (db: Reading, screen: Screen): SavedList[] =>
  db
    .select(SHOWN)
    .from(savedLists)
    .where(eq(savedLists.screen, screen))
    .orderBy(asc(sql`${savedLists.name} COLLATE NOCASE`), asc(savedLists.id))
    .all()

/** What the school has kept, of all screens. */
export const allLists = (db: Reading): SavedList[] => db.select(SHOWN).from(savedLists).all()

/** Keeps a list under a name. @throws NotAllowed, TooManyLists, ListNameTaken */
export async function saveList(
  tenant: Tenant,
  keeper: Keeper,
  list: { readonly screen: Screen; readonly name: string; readonly query: string },
  now = Date.now(),
): Promise<string> {
  checkKeeps(keeper)
  return tenant.transact((tx) => {
    const kept = tx.select({ n: count() }).from(savedLists).where(eq(savedLists.screen, list.screen)).get()?.n ?? 0
    if (kept >= MOST_LISTS) throw new TooManyLists(MOST_LISTS)
    checkName(tx, list.screen, list.name)
    const id = newId('list', now)
    tx.insert(savedLists)
      .values({ id, ...list, createdBy: keeper.id, createdAt: now })
      .run()
    return id
  })
}

/** Answers how it was called. @throws NotAllowed, ListUnknown, ListNameTaken */
export async function renameList(tenant: Tenant, keeper: Keeper, screen: Screen, id: string, name: string): Promise<SavedList> {
  checkKeeps(keeper)
  return tenant.transact((tx) => {
    const before = listOf(tx, screen, id)
    checkName(tx, screen, name, id)
    tx.update(savedLists).set({ name }).where(eq(savedLists.id, id)).run()
    return before
  })
}

/** Answers what it was, so that it can be kept again. @throws NotAllowed, ListUnknown */
export async function removeList(tenant: Tenant, keeper: Keeper, screen: Screen, id: string): Promise<SavedList> {
  checkKeeps(keeper)
  return tenant.transact((tx) => {
    const before = listOf(tx, screen, id)
    tx.delete(savedLists).where(eq(savedLists.id, id)).run()
    return before
  })
}

function listOf(db: Reading, screen: Screen, id: string): SavedList {
  const list = db
    .select(SHOWN)
    .from(savedLists)
    .where(and(eq(savedLists.screen, screen), eq(savedLists.id, id)))
    .get()
  if (!list) throw new ListUnknown()
  return list
}

/** Two of one name could not be told apart. */
function checkName(db: Reading, screen: Screen, name: string, but = ''): void {
  const same = and(eq(savedLists.screen, screen), eq(sql`lower(${savedLists.name})`, name.toLowerCase()), ne(savedLists.id, but))
  if (db.select({ id: savedLists.id }).from(savedLists).where(same).get()) throw new ListNameTaken(name)
}
