import type { Tenant } from '#tenants/tenant.ts'
import type { Beginning } from './beginnings.ts'
import { courseList } from './course-list.ts'
import { createCourse } from './create-course.ts'
import { parseOutline } from './outline-text.ts'
import { addSampleCourse } from './sample-course.ts'

export interface FirstCourse {
  readonly begin: Beginning
  readonly title: string
  /** One line a lesson, for a list. */
  readonly outline: string
  /** What the lessons before any section are under. */
  readonly firstSection: string
}

/**
 * Makes the course a new school begins with, as a draft. A school that has one keeps what it has: the form may be sent twice.
 * @throws CourseTooLong, CourseTooManySections
 */
export async function makeFirstCourse(tenant: Tenant, actor: string, first: FirstCourse, now = Date.now()): Promise<void> {
  if (tenant.read((db) => courseList(db)).all > 0) return
  if (first.begin === 'sample') return addSampleCourse(tenant, actor, now)
  const sections = parseOutline(first.begin === 'list' ? first.outline : '', first.firstSection)
  await createCourse(tenant, actor, { title: first.title, outcome: '', price: 0, currency: 'USD', sections }, now)
}
