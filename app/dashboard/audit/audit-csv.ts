import type { LoaderFunctionArgs } from '@remix-run/node'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { auditActors } from '#tenants/insights/audit-log.ts'
import { spreadsheet } from '../spreadsheet.ts'
import { auditAsked } from './audit-query.server.ts'
import { auditRows } from './audit-rows.server.ts'
import { CSV_MOST } from './audit-size.ts'
import { didWhat } from './audit-words.ts'

/** What the log shows, as a spreadsheet: the beginning of it. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'audit.see')
  const { t } = catalogue('en')
  const { registry } = context.lectern.schools
  const { typed, query } = auditAsked(request)
  const asked = { typed, query: { ...query, page: 1, size: CSV_MOST } }
  const { rows } = auditRows(staff, registry, auditActors(staff.tenant, registry), asked)
  const columns = ['when', 'who', 'what', 'columns.event', 'columns.id', 'columns.address', 'columns.browser']
  const csv = spreadsheet([
    columns.map((column) => t(`audit.${column}`)),
    ...rows.map(({ at, who, type, title, subject, address, userAgent }) => [
      new Date(at).toISOString(),
      who ?? t('audit.left'),
      `${didWhat(type)} ${title}`.trim(),
      type,
      subject,
      address ?? '',
      userAgent ?? '',
    ]),
  ])
  return new Response(csv, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="audit-log.csv"`,
      'Cache-Control': 'private, no-store',
    },
  })
}
