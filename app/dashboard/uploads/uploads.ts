import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { readForm } from '#app/forms.server.ts'
import { type ShownPicture, shownPicture } from '#app/lesson-html.server.ts'
import { sentence } from '#app/locales/sentences.ts'
import { checkCourse, checkVideo, requireStaff, type Staff } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { CourseUnknown, LessonUnknown } from '#tenants/courses/failures.ts'
import { attachVideo } from '#tenants/courses/lesson-video.ts'
import { type AssetView, assetView } from '#tenants/media/asset-view.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { abandonUpload, beginUpload, checkBegan, finishUpload, PART_BYTES, resumeUpload, signParts } from '#tenants/media/upload.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { answerScript } from '../answers.server.ts'

/** How far a file is, for who waits for it. */
export interface AssetState {
  readonly state: 'uploading' | 'processing' | 'ready' | 'failed'
  readonly progress: number
  readonly waiting: boolean
  readonly secondsLeft: number | null
  readonly failure: string | null
  readonly posterUrl: string | null
  readonly watch: AssetView['watch']
  readonly seconds: number | null
  /** Of a picture that is ready. */
  readonly picture: ShownPicture | null
}

/** `?asset=<id>`: for polling, never for a person's eyes. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  return answerScript(context, request, (): AssetState => {
    const staff = requireStaff(context, request, params, 'courses.manage')
    const { tenant, person } = staff
    const id = new URL(request.url).searchParams.get('asset')
    if (id) checkVideo(staff, id)
    const view = tenant.read((db) => assetView(db, id))
    if (!view) throw new AssetUnknown()
    const hasPoster = view.kind === 'video' && view.state === 'ready'
    const poster = () =>
      urls.dashboard.media(tenant.id, mediaToken(tenant, { a: view.id, l: '', c: '', s: person.id, as: 'staff' }), 'poster.jpg')
    return {
      state: view.state,
      progress: view.progress,
      waiting: view.waiting,
      secondsLeft: view.secondsLeft,
      failure: view.failure === null ? null : sentence(`jobs.reason.${view.failure}`),
      posterUrl: hasPoster ? poster() : null,
      watch: view.watch,
      seconds: view.seconds,
      picture: view.kind === 'image' && view.state === 'ready' ? pictureOf(tenant, view) : null,
    }
  })
}

function pictureOf(tenant: Tenant, { id, width, height, renditions }: AssetView): ShownPicture {
  const widths = renditions.map((made) => made.width)
  return shownPicture({ state: 'ready', assetId: id, width: width ?? 0, height: height ?? 0, widths }, tenant.origin)
}

/** As S3 counts them, and as base64 writes 32 bytes. */
const Part = z.object({
  number: z.number().int().min(1).max(10_000),
  size: z.number().int().min(1).max(PART_BYTES),
  sha256: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
})

const Parts = z
  .string()
  .max(10_000)
  .transform((text, ctx) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      ctx.addIssue('not JSON')
      return z.NEVER
    }
  })
  .pipe(z.array(Part).min(1).max(20))

const id = z.string().min(1).max(100)

const Wish = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('begin'),
    name: z.string().min(1).max(1_000),
    size: z.coerce.number().int().min(0),
    kind: z.enum(['video', 'image']),
  }),
  z.object({ intent: z.literal('resume'), uploadId: id }),
  z.object({ intent: z.literal('sign'), uploadId: id, parts: Parts }),
  // With the lesson it is for, so that the video is in it whatever becomes of the browser.
  z.object({ intent: z.literal('complete'), uploadId: id, course: id.optional(), lesson: id.optional() }),
  z.object({ intent: z.literal('abort'), uploadId: id }),
])
type Wish = z.infer<typeof Wish>

/** The app's side of an upload in parts (upload-endpoints.ts). Whoever may manage all of the school's courses may go on with it. */
export function action({ context, request, params }: ActionFunctionArgs) {
  return answerScript(context, request, async () => {
    const staff = requireStaff(context, request, params, 'courses.manage')
    return fulfil(staff, await readForm(request, Wish))
  })
}

async function fulfil(staff: Staff, wish: Wish): Promise<object> {
  const { tenant, person, grants } = staff
  if (wish.intent !== 'begin' && grants.ownCoursesOnly) checkBegan(tenant, wish.uploadId, person.id)
  switch (wish.intent) {
    case 'begin':
      return { ticket: await beginUpload(tenant, person.id, wish) }
    case 'resume':
      return { ticket: await resumeUpload(tenant, wish.uploadId) }
    case 'sign':
      return { urls: await signParts(tenant, wish.uploadId, wish.parts, (sealed) => urls.uploadPart(tenant.id, sealed)) }
    case 'complete': {
      const asset = await finishUpload(tenant, person.id, wish.uploadId)
      return { assetId: asset.id, attached: await attached(staff, asset.id, wish.course, wish.lesson) }
    }
    case 'abort':
      await abandonUpload(tenant, person.id, wish.uploadId)
      return {}
  }
}

/** A lesson that is gone for good takes nothing away from the file, which is whole. */
async function attached(staff: Staff, assetId: string, course?: string, lesson?: string): Promise<boolean> {
  const { tenant, person } = staff
  if (!course || !lesson) return false
  try {
    checkCourse(staff, course)
    await attachVideo(tenant, person.id, course, lesson, assetId)
    return true
  } catch (error) {
    if (error instanceof LessonUnknown || error instanceof CourseUnknown) return false
    throw error
  }
}
