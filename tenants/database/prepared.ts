import type { Reading } from './handle.ts'

const known = new WeakMap<object, Map<object, unknown>>()

/**
 * A statement prepared once a connection: `const byId = prepared((db) => db.select()…prepare())`, then `byId(db).get({ id })`.
 * For the paths every request takes; elsewhere plain Drizzle reads better.
 */
export function prepared<D extends Reading, Statement>(prepare: (db: D) => Statement): (db: D) => Statement {
  const key = {}
  return (db) => {
    let statements = known.get(db)
    if (!statements) known.set(db, (statements = new Map()))
    let statement = statements.get(key) as Statement | undefined
    if (statement === undefined) statements.set(key, (statement = prepare(db)))
    return statement
  }
}
