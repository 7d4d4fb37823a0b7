import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { ClockProvider } from '#app/ui/clock.tsx'
import { STORYBOARD, urls } from '#app/urls.ts'
import { captionsById, cuesOf } from '#tenants/captions/find.ts'
import { languageName } from '#tenants/captions/languages.ts'
import { lessonScreen } from '#tenants/courses/lesson-screen.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { pageTitle } from '../page-title.ts'
import { CueEditor } from './cue-editor.tsx'

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, catalogue('en').t('captions.editor.title', { language: data?.name ?? '' }), data?.lesson.title)

/** The editor holds what is typed: a look of the router at the server changes nothing of it. */
export const shouldRevalidate = () => false

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'courses.manage')
  return tenant.read((db) => {
    const { course, lesson, video } = lessonScreen(db, params.course ?? '', params.lesson ?? '')
    const found = captionsById(db, video?.id ?? null, params.captions ?? '')
    const media = (o: string, object: string) =>
      urls.dashboard.media(tenant.id, mediaToken(tenant, { a: found.assetId, o, l: '', c: '', s: person.id, as: 'staff' }), object)
    return {
      now: Date.now(),
      school: tenant.slug,
      course: { id: course.id, title: course.title },
      lesson: { id: lesson.id, title: lesson.title },
      captions: { id: found.id, version: found.version, state: found.state, updatedAt: found.updatedAt },
      language: found.language,
      name: languageName(found.language),
      cues: cuesOf(found),
      film: video?.watch
        ? {
            src: media(video.watch.attempt, 'master.m3u8'),
            ...(video.watch.until === null && { poster: media(video.watch.attempt, 'poster.jpg') }),
            ...(video.watch.storyboard && { storyboard: media(video.watch.attempt, STORYBOARD) }),
            until: video.watch.until,
            duration: video.seconds ?? 0,
            ratio: video.width && video.height && video.width >= video.height ? `${video.width}/${video.height}` : '16/9',
          }
        : null,
    }
  })
}

export type EditedCaptions = ReturnType<typeof loader>

export default function CaptionsEditor() {
  const loaded = useLoaderData<typeof loader>()
  return (
    <ClockProvider now={loaded.now}>
      <CueEditor key={loaded.captions.id} loaded={loaded} />
    </ClockProvider>
  )
}
