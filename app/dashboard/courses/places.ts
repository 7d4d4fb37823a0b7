import type { LoaderFunctionArgs } from '@remix-run/node'
import { onlyOf, requireStaff } from '#app/sessions.server.ts'
import { placesElsewhere } from '#tenants/courses/places-elsewhere.ts'

/** Where lessons of this course can be moved to; asked for when somebody is about to. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  return staff.tenant.read((db) => placesElsewhere(db, params.course ?? '', onlyOf(staff)))
}
