import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { RequestUnreadable } from '#app/forms.server.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { saveCues } from '#tenants/captions/change-captions.ts'
import { LATEST_MS, MOST_CUES, MOST_SPEAKER } from '#tenants/captions/cue.ts'
import { CaptionsChangedElsewhere } from '#tenants/captions/failures.ts'
import { captionsById, cuesOf } from '#tenants/captions/find.ts'
import { writeSrt } from '#tenants/captions/write-cues.ts'
import { lessonScreen } from '#tenants/courses/lesson-screen.ts'
import { answerScript, json } from '../answers.server.ts'

/** The captions as a file, `?as=srt` or WebVTT. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'courses.manage')
  const isSrt = new URL(request.url).searchParams.get('as') === 'srt'
  const { found, title } = tenant.read((db) => {
    const { lesson, video } = lessonScreen(db, params.course ?? '', params.lesson ?? '')
    return { found: captionsById(db, video?.id ?? null, params.captions ?? ''), title: lesson.title }
  })
  const name = `${title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80)}.${found.language}.${isSrt ? 'srt' : 'vtt'}`
  return new Response(isSrt ? writeSrt(cuesOf(found)) : found.vtt, {
    headers: {
      'Content-Type': isSrt ? 'application/x-subrip; charset=utf-8' : 'text/vtt; charset=utf-8',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Cache-Control': 'private, no-store',
    },
  })
}

const Ms = z.number().int().min(0)
const Cues = z
  .array(
    z.object({
      start: Ms.max(LATEST_MS),
      end: Ms,
      text: z.string(),
      speaker: z.string().max(MOST_SPEAKER).optional(),
      settings: z
        .string()
        .max(200)
        .regex(/^[\w:%.,\- ]*$/)
        .optional(),
    }),
  )
  .max(MOST_CUES + 1)
const Save = z.object({ cues: z.string(), basedOn: z.coerce.number().int().min(0) })

/** Saves by script all cues of the editor. Answers `{updatedAt}`, the new version; one that was changed elsewhere answers 409 with what it is now. */
export function action({ context, request, params }: ActionFunctionArgs) {
  return answerScript(context, request, async () => {
    const { tenant, person } = requireStaff(context, request, params, 'courses.manage')
    const { course = '', lesson = '', captions: id = '' } = params
    const { cues, basedOn } = readSave(await request.formData())
    const assetId = tenant.read((db) => lessonScreen(db, course, lesson).video?.id) ?? ''
    try {
      return { updatedAt: await saveCues(tenant, person.id, { assetId, id, cues, basedOn }) }
    } catch (error) {
      if (!(error instanceof CaptionsChangedElsewhere)) throw error
      const found = tenant.read((db) => captionsById(db, assetId, id))
      const current = { cues: JSON.stringify(cuesOf(found)), updatedAt: found.version }
      return json({ error: error.code, message: sentenceFor(error), current }, error.status)
    }
  })
}

function readSave(form: FormData): { cues: z.infer<typeof Cues>; basedOn: number } {
  try {
    const { cues, basedOn } = Save.parse(Object.fromEntries(form))
    return { cues: Cues.parse(JSON.parse(cues)), basedOn }
  } catch {
    throw new RequestUnreadable()
  }
}
