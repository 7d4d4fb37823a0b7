import { inArray, sql } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { allLists } from '#tenants/lists/saved-lists.ts'
import { savedLists } from '#tenants/lists/schema.ts'
import { peopleChanges } from './schema.ts'
import { matchingIds } from './segments.ts'

/** Takes somebody out of what staff could undo: it says that they were suspended, and why. */
export function cutFromChanges(tx: Writing, studentId: string): void {
  tx.update(peopleChanges)
    .set({
      before: sql`(SELECT json_group_array(json(value)) FROM json_each(${peopleChanges.before})
        WHERE json_extract(value, '$.studentId') <> ${studentId})`,
    })
    .where(sql`instr(${peopleChanges.before}, ${studentId}) > 0`)
    .run()
}

/** A saved list goes with whom it names: who searched for one person, or called the list after them, wrote down who they are. */
export function removeListsNaming(tx: Writing, student: { id: string; name: string; email: string }): void {
  const lists = allLists(tx).filter(({ name, query }) => {
    const asked = new URLSearchParams(query)
    const search = asked.get('search') ?? ''
    return (
      [name, search, asked.get('q') ?? ''].some((text) => says(text, student.email) || says(text, student.name)) ||
      findsAlone(tx, search, student.id)
    )
  })
  const ids = lists.map(({ id }) => id)
  tx.delete(savedLists).where(inArray(savedLists.id, ids)).run()
}

const says = (text: string, what: string): boolean => what !== '' && text.toLowerCase().includes(what.toLowerCase())

/** A part of a name is enough where only one person has it. */
function findsAlone(tx: Writing, search: string, studentId: string): boolean {
  if (!search) return false
  const [found, another] = matchingIds(tx, { search }, 2)
  return found === studentId && another === undefined
}
