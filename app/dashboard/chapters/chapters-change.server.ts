import { z } from 'zod'
import { RequestUnreadable } from '#app/forms.server.ts'
import { sentence, sentenceFor } from '#app/locales/sentences.ts'
import type { Staff } from '#app/sessions.server.ts'
import { Failure } from '#lib/failure.ts'
import { readList } from '#tenants/chapters/read-list.ts'
import { saveChapters } from '#tenants/chapters/save-chapters.ts'
import { begin, standing } from './edit-chapters.ts'
import { lineSentences } from './line-sentences.ts'

const Typed = z.string().max(50_000)

/** What the page sends where no script is. */
const Change = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('rows'), basedOn: z.coerce.number().int().min(0), time: z.array(Typed), title: z.array(Typed) }),
  z.object({ intent: z.literal('list'), basedOn: z.coerce.number().int().min(0), list: Typed }),
])

/** Why nothing was saved, with what was typed. */
export interface ChaptersProblem {
  readonly message: string | null
  readonly rows?: readonly { readonly time: string; readonly title: string }[]
  readonly list?: { readonly text: string; readonly problems: readonly string[] }
  readonly status: number
}

/** Saves what a form holds; answers what is wrong with it, if anything is. @throws RequestUnreadable when it is none of our forms */
export async function changeChapters(
  { tenant, person }: Staff,
  film: { readonly id: string; readonly seconds: number | null },
  form: FormData,
): Promise<ChaptersProblem | undefined> {
  const read = Change.safeParse({ ...Object.fromEntries(form), time: form.getAll('time'), title: form.getAll('title') })
  if (!read.success) throw new RequestUnreadable()
  const change = read.data
  const asked = change.intent === 'rows' ? fromRows(change, film.seconds) : fromList(change.list, film.seconds)
  if ('problem' in asked) return asked.problem
  try {
    await saveChapters(tenant, person.id, { assetId: film.id, list: asked.chapters, basedOn: change.basedOn })
    return undefined
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { ...asked.typed, message: sentenceFor(error), status: error.status }
  }
}

type Asked =
  | { readonly problem: ChaptersProblem }
  | { readonly chapters: ReturnType<typeof standing>['chapters']; readonly typed: Pick<ChaptersProblem, 'rows' | 'list'> }

function fromRows({ time, title }: { time: readonly string[]; title: readonly string[] }, length: number | null): Asked {
  const rows = time.map((one, nth) => ({ time: one, title: title[nth] ?? '' }))
  const { chapters, troubles } = standing(begin(rows).lines, length)
  // Whoever sends a form means each line of it: one without a title is not left out in silence.
  if (troubles.size) return { problem: { rows, message: sentence('chapters.issues', { count: troubles.size }), status: 400 } }
  return { chapters, typed: { rows } }
}

function fromList(text: string, length: number | null): Asked {
  const { chapters, problems } = readList(text, length)
  if (problems.length) return { problem: { list: { text, problems: lineSentences(sentence, problems) }, message: null, status: 400 } }
  if (!chapters.length) return { problem: { list: { text, problems: [sentence('chapters.paste.nothing')] }, message: null, status: 400 } }
  return { chapters, typed: { list: { text, problems: [] } } }
}
