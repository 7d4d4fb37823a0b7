import type { ActionFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { RequestUnreadable } from '#app/forms.server.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { MOST_CHAPTERS } from '#tenants/chapters/chapter.ts'
import { ChaptersChangedElsewhere } from '#tenants/chapters/failures.ts'
import { chaptersOf } from '#tenants/chapters/find.ts'
import { saveChapters } from '#tenants/chapters/save-chapters.ts'
import { lessonScreen } from '#tenants/courses/lesson-screen.ts'
import { answerScript, json } from '../answers.server.ts'

const Chapters = z.array(z.object({ at: z.number().int().min(0), title: z.string() })).max(MOST_CHAPTERS + 1)
const Save = z.object({ chapters: z.string(), basedOn: z.coerce.number().int().min(0) })

/** Saves by script all chapters of the editor. Answers `{updatedAt}`, the new version; one that was changed elsewhere answers 409 with what it is now. */
export function action({ context, request, params }: ActionFunctionArgs) {
  return answerScript(context, request, async () => {
    const { tenant, person } = requireStaff(context, request, params, 'courses.manage')
    const { course = '', lesson = '' } = params
    const { list, basedOn } = readSave(await request.formData())
    const assetId = tenant.read((db) => lessonScreen(db, course, lesson).video?.id) ?? ''
    try {
      return { updatedAt: await saveChapters(tenant, person.id, { assetId, list, basedOn }) }
    } catch (error) {
      if (!(error instanceof ChaptersChangedElsewhere)) throw error
      const { list, version } = tenant.read((db) => chaptersOf(db, assetId))
      const current = { chapters: JSON.stringify(list), updatedAt: version }
      return json({ error: error.code, message: sentenceFor(error), current }, error.status)
    }
  })
}

function readSave(form: FormData): { list: z.infer<typeof Chapters>; basedOn: number } {
  try {
    const { chapters, basedOn } = Save.parse(Object.fromEntries(form))
    return { list: Chapters.parse(JSON.parse(chapters)), basedOn }
  } catch {
    throw new RequestUnreadable()
  }
}
