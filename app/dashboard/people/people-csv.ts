import type { LoaderFunctionArgs } from '@remix-run/node'
import { catalogue } from '#app/locales/catalogue.ts'
import { onlyOf, requireStaff } from '#app/sessions.server.ts'
import { type StudentRow, studentsAfter } from '#tenants/people/student-list.ts'
import { spreadsheet } from '../spreadsheet.ts'
import { askedBy } from './asked-by.server.ts'

/** Students of one piece of the answer. */
const PIECE = 500

/** What the list shows, on all its pages, in the order they joined; written piece by piece as it is taken. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.see')
  const { tenant } = staff
  const { search, course, segment, tag } = askedBy(staff, new URL(request.url).searchParams)
  const asked = { search, courseId: course, segment, tag, taughtBy: onlyOf(staff) }
  const { t } = catalogue('en')
  const head = [
    t('people.csv.name'),
    t('people.csv.email'),
    t('people.csv.joined'),
    t('people.csv.seen'),
    t('people.csv.suspended'),
    t('people.csv.courses'),
  ]
  let after = ''
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      stream.enqueue(bytes(spreadsheet([head])))
    },
    pull(stream) {
      const rows = tenant.read((db) => studentsAfter(db, asked, after, PIECE))
      if (rows.length) stream.enqueue(bytes(spreadsheet(rows.map(lineOf), { bom: false })))
      after = rows.at(-1)?.id ?? ''
      if (rows.length < PIECE) stream.close()
    },
  })
  return new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="students.csv"',
      'Cache-Control': 'private, no-store',
    },
  })
}

const bytes = (text: string) => new TextEncoder().encode(text)
const day = (at: number | null) => (!at ? '' : new Date(at).toISOString())

const lineOf = ({ name, email, joinedAt, seenAt, suspendedAt, courses }: StudentRow): string[] => [
  name,
  email,
  day(joinedAt),
  day(seenAt),
  day(suspendedAt),
  courses.map(({ title, done, total }) => `${title} (${done}/${total})`).join('; '),
]
