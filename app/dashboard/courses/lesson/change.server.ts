import { z } from 'zod'
import { RequestUnreadable } from '#app/forms.server.ts'
import { tooLong } from '#app/locales/sentences.ts'
import { checkVideo, type Staff } from '#app/sessions.server.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { saveLessonBody } from '#tenants/courses/lesson-body.ts'
import { attachVideo, detachVideo } from '#tenants/courses/lesson-video.ts'
import { cancelPreparing } from '#tenants/media/cancel-preparing.ts'
import { cancelPrepareAgain, prepareAgain } from '#tenants/media/prepare-again.ts'
import { retryAsset } from '#tenants/media/retry-asset.ts'

/** What can be changed in the lesson editor, by its own form or by script. A lone `html` is the text. */
const LessonChange = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('text'), html: z.string(), basedOn: z.coerce.number().int().min(0) }),
  z.object({ intent: z.literal('title'), title: z.string().trim().min(1, 'lessons.untitled').max(200, tooLong(200)) }),
  z.object({ intent: z.literal('kind'), kind: z.enum(['video', 'text']) }),
  z.object({ intent: z.literal('preview'), preview: z.literal('on').optional() }),
  z.object({ intent: z.literal('detach') }),
  z.object({ intent: z.literal('attach'), asset: z.string().min(1).max(100) }),
  z.object({ intent: z.literal('cancel'), asset: z.string().min(1).max(100) }),
  z.object({ intent: z.literal('retry'), asset: z.string().min(1).max(100) }),
  z.object({ intent: z.literal('again'), asset: z.string().min(1).max(100) }),
  z.object({ intent: z.literal('cancel_again'), asset: z.string().min(1).max(100) }),
])
type LessonChange = z.infer<typeof LessonChange>

export type ReadChange = { readonly ok: true; readonly value: LessonChange } | { readonly ok: false; readonly error: string }

/** @throws RequestUnreadable when it is none of our forms; what a person can mend comes back as a key of the catalogue. */
export function readChange(form: FormData): ReadChange {
  const fields = Object.fromEntries(form)
  const read = LessonChange.safeParse({ intent: 'text', ...fields })
  if (read.success) return { ok: true, value: read.data }
  if (fields.intent !== 'title') throw new RequestUnreadable()
  return { ok: false, error: read.error.issues[0]?.message ?? 'forms.required' }
}

/**
 * Answers when it was saved; for the text that also names its new state.
 * @throws CourseUnknown, LessonUnknown, BodyChangedElsewhere, AssetUnknown, SourceGone
 */
export async function applyChange(staff: Staff, course: string, lesson: string, change: LessonChange): Promise<number> {
  const { tenant, person } = staff
  const now = Date.now()
  if ('asset' in change) checkVideo(staff, change.asset)
  switch (change.intent) {
    case 'text':
      return saveLessonBody(tenant, person.id, course, lesson, change.html, change.basedOn, now)
    case 'title':
      await changeLesson(tenant, person.id, course, lesson, { title: change.title }, now)
      return now
    case 'kind':
      await changeLesson(tenant, person.id, course, lesson, { kind: change.kind }, now)
      return now
    case 'preview':
      await changeLesson(tenant, person.id, course, lesson, { preview: change.preview === 'on' }, now)
      return now
    case 'detach':
      await detachVideo(tenant, person.id, course, lesson, now)
      return now
    case 'attach':
      await attachVideo(tenant, person.id, course, lesson, change.asset, now)
      return now
    case 'cancel':
      await cancelPreparing(tenant, person.id, change.asset, now)
      return now
    case 'retry':
      await retryAsset(tenant, person.id, change.asset, now)
      return now
    case 'again':
      await prepareAgain(tenant, person.id, change.asset, now)
      return now
    case 'cancel_again':
      await cancelPrepareAgain(tenant, person.id, change.asset, now)
      return now
  }
}
