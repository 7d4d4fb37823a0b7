import type { Reading } from './handle.ts'

const known = new WeakMap<object, Map<object, unknown>>()

/**
 * A statement prepared once a connection: `const byId = prepared((db) => db.select()…prepare())`, then `byId(db).get({ id })`.
 * For the paths every request takes; elsewhere plain Drizzle reads better.
 */
export function prepared<D extends Reading, Statement>(prepare: (db: D) => Statement): (db: D) => Statement {
  const key = {}
  return (db) => {
    const statements = known.get(db) ?? new Map<object, unknown>()
    known.set(db, statements)
    const statement = (statements.get(key) as Statement | undefined) ?? prepare(db)
    statements.set(key, statement)
    return statement
  }
}
