import type { ActionFunctionArgs } from '@remix-run/node'
import { sentence, sentenceFor } from '#app/locales/sentences.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { BodyChangedElsewhere } from '#tenants/courses/failures.ts'
import { lessonById } from '#tenants/courses/find.ts'
import { lessonBody } from '#tenants/courses/lesson-body.ts'
import { answerScript, json } from '../answers.server.ts'
import { applyChange, readChange } from './lesson/change.server.ts'

/**
 * Saves by script what changes in the lesson editor: `html` and `basedOn` for the text, or one of its other forms.
 * Answers `{updatedAt}`; a text that was changed elsewhere answers 409 with what it is now.
 */
export function action({ context, request, params }: ActionFunctionArgs) {
  const { course = '', lesson = '' } = params
  return answerScript(context, request, async () => {
    const staff = requireStaff(context, request, params, 'courses.manage')
    const change = readChange(await request.formData())
    if (!change.ok) return json({ error: change.error, message: sentence(change.error) }, 400)
    try {
      return { updatedAt: await applyChange(staff, course, lesson, change.value) }
    } catch (error) {
      if (!(error instanceof BodyChangedElsewhere)) throw error
      const { html, updatedAt } = staff.tenant.read((db) => lessonBody(db, lessonById(db, course, lesson).bodyId))
      return json({ error: error.code, message: sentenceFor(error), current: { html, updatedAt } }, error.status)
    }
  })
}
