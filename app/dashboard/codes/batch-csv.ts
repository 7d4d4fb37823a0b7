import type { LoaderFunctionArgs } from '@remix-run/node'
import { requireStaff } from '#app/sessions.server.ts'
import { courseById } from '#tenants/courses/find.ts'
import { slugify } from '#tenants/registry/slugs.ts'
import { codeState } from '#tenants/sales/batch-state.ts'
import { batchById, codesOf } from '#tenants/sales/batches.ts'
import { unusedCodes } from '#tenants/sales/code-list.ts'
import { printCode } from '#tenants/sales/code-text.ts'
import { batchCsv } from './batch-sheet.ts'

/** A batch as a spreadsheet; with `?unused`, the codes nobody has used as plain lines, for the clipboard. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'codes.manage')
  const now = Date.now()
  const unusedOnly = new URL(request.url).searchParams.has('unused')
  return tenant.read((db) => {
    const course = courseById(db, params.course ?? '')
    const batch = batchById(db, course.id, params.batch ?? '')
    if (unusedOnly) return plain(unusedCodes(db, batch.id).map(printCode))
    const rows = codesOf(db, batch.id).map((code) => [
      printCode(code.text),
      codeState(batch, code, now),
      code.usedAt === null ? '' : new Date(code.usedAt).toISOString(),
      code.usedBy?.name ?? '',
      code.usedBy?.email ?? '',
    ])
    const file = slugify(`${course.title} ${batch.label}`) || 'codes'
    return new Response(batchCsv(rows), {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="${file}.csv"`,
        'Cache-Control': 'private, no-store',
      },
    })
  })
}

const plain = (lines: readonly string[]) =>
  new Response(lines.join('\n'), { headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'private, no-store' } })
