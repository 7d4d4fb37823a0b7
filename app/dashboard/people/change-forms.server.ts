import { data } from '@remix-run/node'
import { z } from 'zod'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { checkCourse, onlyOf, type Staff } from '#app/sessions.server.ts'
import { Failure } from '#lib/failure.ts'
import { type Change, type Chosen, changeStudents } from '#tenants/people/changes.ts'
import { EndInThePast } from '#tenants/people/failures.ts'
import { undoChange } from '#tenants/people/undo-change.ts'
import { answered, type ChangeAnswer } from './use-change.ts'

/** The last moment of a day in UTC; empty is without end. */
const Until = z
  .union([z.literal(''), z.iso.date()])
  .optional()
  .transform((day) => (day ? Date.parse(`${day}T23:59:59.999Z`) : null))
const course = z.string().min(1).max(64)

export const ChangeForm = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('grant'), course, until: Until }),
  z.object({ intent: z.literal('extend'), course, until: Until }),
  z.object({ intent: z.literal('revoke'), course }),
  z.object({ intent: z.literal('suspend'), reason: z.string().trim().max(200).optional() }),
  z.object({ intent: z.literal('unsuspend') }),
  z.object({ intent: z.literal('undo'), change: z.string().max(64) }),
])

/** Does what a form asks for, to whom it names, within reach of who sent it. @throws what changeStudents throws */
export async function changeBy(staff: Staff, form: z.infer<typeof ChangeForm>, chosen: Chosen): Promise<ChangeAnswer> {
  const { t } = catalogue('en')
  if (form.intent === 'undo') {
    const { count, leftAlone } = await undoChange(staff.tenant, staff.person.id, form.change, onlyOf(staff))
    if (!leftAlone) return answered({ done: t('student.told.undone') })
    return answered({ done: t(count ? 'student.told.undoneInPart' : 'student.told.notUndone', { count: leftAlone }) })
  }
  if ('course' in form) checkCourse(staff, form.course)
  const { id, count } = await changeStudents(staff.tenant, staff.person.id, chosen, changeOf(form), onlyOf(staff))
  return count ? answered({ done: t(`student.told.${form.intent}`, { count }), undo: id }) : answered({ done: t('student.told.nothing') })
}

function changeOf(form: Exclude<z.infer<typeof ChangeForm>, { intent: 'undo' }>): Change {
  switch (form.intent) {
    case 'grant':
    case 'extend':
      return { what: form.intent, courseId: form.course, endsAt: form.until }
    case 'revoke':
      return { what: 'revoke', courseId: form.course }
    case 'suspend':
      return { what: 'suspend', reason: form.reason ?? '' }
    case 'unsuspend':
      return { what: 'unsuspend' }
  }
}

/** A refusal of the core is said where the form is, which stays. */
export async function orToldProblem(run: () => Promise<ChangeAnswer>) {
  try {
    return data(await run(), 200)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data(answered({ problem: sentenceFor(error), field: error instanceof EndInThePast ? 'until' : null }), error.status)
  }
}
