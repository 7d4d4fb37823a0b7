import { onlyOf, type Staff } from '#app/sessions.server.ts'
import { coursesToChoose } from '#tenants/people/student-list.ts'

/** The courses of the school that somebody may give to teach: all, or their own. */
export const givableCourses = (staff: Staff): { id: string; title: string }[] =>
  staff.tenant.read((db) => coursesToChoose(db, onlyOf(staff))).map(({ id, title }) => ({ id, title }))

/** What is ticked of them in a form. */
export function chosenCourses(staff: Staff, form: FormData): string[] {
  const ticked = new Set(form.getAll('course'))
  return givableCourses(staff)
    .map(({ id }) => id)
    .filter((id) => ticked.has(id))
}
