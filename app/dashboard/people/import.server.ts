import { z } from 'zod'
import { sentenceFor } from '#app/locales/sentences.ts'
import { checkCourse, onlyOf, type Staff } from '#app/sessions.server.ts'
import { Failure } from '#lib/failure.ts'
import { ImportUnreadable, NotAllowed } from '#tenants/people/failures.ts'
import { type Columns, FIELDS, guessColumns } from '#tenants/people/import/columns.ts'
import { decode } from '#tenants/people/import/decode.ts'
import { importStudents } from '#tenants/people/import/import-students.ts'
import { type ImportPlan, planImport } from '#tenants/people/import/plan.ts'
import { type ImportTable, MOST_ROWS, readTable } from '#tenants/people/import/table.ts'
import { coursesToChoose } from '#tenants/people/student-list.ts'
import { spreadsheet } from '../spreadsheet.ts'

const Index = z.union([z.literal('').transform(() => undefined), z.coerce.number().int().min(0).max(500)])
const ImportForm = z.object({
  intent: z.enum(['look', 'look-again', 'import']),
  course: z.string().max(64).default(''),
  until: z.union([z.literal(''), z.iso.date()]).default(''),
  invite: z.literal('on').optional(),
  /** How many rows this request brings in; all of them without it. */
  most: z.coerce.number().int().min(1).max(MOST_ROWS).optional(),
})

export interface ImportView {
  readonly text: string
  readonly heads: readonly string[]
  readonly preview: readonly (readonly string[])[]
  readonly columns: Columns
  readonly course: string
  readonly until: string
  readonly invite: boolean
  readonly adds: number
  readonly updates: number
  /** Who is here already and has it all. */
  readonly same: number
  readonly leftOut: number
  readonly refused: readonly { readonly line: number; readonly trouble: ImportPlan['refused'][number]['trouble']; readonly found: string }[]
  /** The rows left out, as a table that can be mended and sent again. */
  readonly refusedCsv: string
}

export interface ImportAnswer {
  readonly problem: string | null
  /** Beside which field the problem is said; null where it is about none. */
  readonly field: 'file' | 'text' | null
  /** What was pasted and could not be read, to be mended. */
  readonly pasted: string
  readonly view: ImportView | null
  readonly done: { readonly added: number; readonly updated: number; readonly refused: number } | null
  /** Rows that are still to be brought in, by the next request. */
  readonly left: number
}

const answer = (but: Partial<ImportAnswer>): ImportAnswer => ({
  problem: null,
  field: null,
  pasted: '',
  view: null,
  done: null,
  left: 0,
  ...but,
})

/** Reads what was sent, says what would happen, and does it only where that was asked for. */
export async function answerImport(staff: Staff, sent: FormData): Promise<ImportAnswer> {
  const form = ImportForm.safeParse(Object.fromEntries([...sent].filter(([, value]) => typeof value === 'string')))
  const text = await textOf(sent)
  try {
    if (!form.success) throw new NotAllowed()
    const { intent, course, until, invite, most } = form.data
    if (course) checkCourse(staff, course)
    // Whom nobody could see afterwards is not brought in.
    else if (onlyOf(staff) !== undefined) throw new NotAllowed()
    const table = readTable(text)
    const columns = intent === 'look' ? guessColumns(table.heads, table.rows) : chosenColumns(sent)
    const options = { columns, courseIds: course ? [course] : [], endsAt: until ? Date.parse(`${until}T23:59:59.999Z`) : null }
    const shown = { table, text, columns, course, until, invite: invite === 'on' }
    if (columns.email === undefined) return answer({ view: viewOf({ ...shown, plan: { admissions: [], refused: [] } }) })
    const planned = () => staff.tenant.read((db) => planImport(db, table, { ...options, courses: coursesToChoose(db, onlyOf(staff)) }))
    const plan = planned()
    const view = viewOf({ ...shown, plan })
    if (intent !== 'import') return answer({ view })
    const open = plan.admissions.filter(({ isNew, isChanged }) => isNew || isChanged)
    const admissions = open.slice(0, most)
    const left = open.length - admissions.length
    // Those left out are told of once, at the end.
    const refused = left ? [] : plan.refused
    const { added, updated, stopped } = await importStudents(staff.tenant, staff.person.id, { admissions, refused }, invite === 'on')
    const done = { added, updated, refused: refused.length }
    if (!stopped && !left) return answer({ view, done })
    // The table stays, to be sent again, with what is left to do of it.
    const rest = viewOf({ ...shown, plan: planned() })
    return answer({ view: rest, done: added + updated ? done : null, left, problem: stopped ? sentenceFor(stopped) : null })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const isFile = isFileIn(sent)
    const field = error instanceof ImportUnreadable ? (isFile ? 'file' : 'text') : null
    return answer({ problem: sentenceFor(error), field, pasted: isFile ? '' : text })
  }
}

/** The file, where there is one; else what was pasted. */
async function textOf(sent: FormData): Promise<string> {
  const file = sent.get('file')
  if (isFileIn(sent) && file instanceof File) return decode(new Uint8Array(await file.arrayBuffer()))
  const pasted = sent.get('text')
  return typeof pasted === 'string' ? pasted : ''
}

function isFileIn(sent: FormData): boolean {
  const file = sent.get('file')
  return file instanceof File && file.size > 0
}

function chosenColumns(sent: FormData): Columns {
  const columns: Columns = {}
  for (const field of FIELDS) {
    const at = Index.safeParse(sent.get(`column-${field}`) ?? '')
    if (at.success && at.data !== undefined) columns[field] = at.data
  }
  return columns
}

/** More would be a page nobody reads; all of them are in the file. */
const MOST_SHOWN = 200

function viewOf(
  shown: Omit<ImportView, 'heads' | 'preview' | 'adds' | 'updates' | 'same' | 'leftOut' | 'refused' | 'refusedCsv'> & {
    table: ImportTable
    plan: ImportPlan
  },
): ImportView {
  const { table, plan, ...rest } = shown
  const adds = plan.admissions.filter(({ isNew }) => isNew).length
  const updates = plan.admissions.filter(({ isChanged }) => isChanged).length
  return {
    ...rest,
    heads: table.heads,
    preview: table.rows.slice(0, 5).map(({ cells }) => cells),
    adds,
    updates,
    same: plan.admissions.length - adds - updates,
    leftOut: plan.refused.length,
    refused: plan.refused.slice(0, MOST_SHOWN).map(({ line, trouble, found }) => ({ line, trouble, found })),
    refusedCsv: plan.refused.length ? spreadsheet([table.heads, ...plan.refused.map(({ cells }) => cells)]) : '',
  }
}
