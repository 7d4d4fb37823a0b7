import { checkCourse, type Staff, seesAllOf } from '#app/sessions.server.ts'
import { type Asked, askedOf } from './people-query.ts'

/** What an address asks for, as far as it is theirs to ask. @throws CourseUnknown for a course whose students are not shown to them */
export function askedBy(staff: Staff, parameters: URLSearchParams): Asked {
  const asked = askedOf(parameters)
  if (asked.course) checkCourse(staff, asked.course)
  return seesAllOf(staff) ? asked : { ...asked, tag: '' }
}
