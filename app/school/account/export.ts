import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireSession } from '#app/sessions.server.ts'
import { studentExport } from '#tenants/people/student-export.ts'

/** Everything the school has about the student who asks, as one file. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const { tenant, student } = requireSession(context, request)
  // What was watched a second ago is among it.
  await context.lectern.heartbeats.flushSchool(tenant)
  const everything = tenant.read((db) => studentExport(db, student))
  return new Response(`${JSON.stringify({ school: tenant.slug, ...everything }, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="${tenant.slug}-my-data.json"`,
      'Cache-Control': 'no-store',
    },
  })
}
