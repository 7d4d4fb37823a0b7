import { type ActionFunctionArgs, type AppLoadContext, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { Captions as CaptionsIcon, Clapperboard } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentence } from '#app/locales/sentences.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { Rows } from '#app/ui/list.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { CaptionsUnknown } from '#tenants/captions/failures.ts'
import { captionsById, captionsOf } from '#tenants/captions/find.ts'
import { languageName, OFFERED_LANGUAGES } from '#tenants/captions/languages.ts'
import { type SpeechStanding, speechStanding } from '#tenants/captions/speech.ts'
import { lessonScreen } from '#tenants/courses/lesson-screen.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import { pageTitle } from '../page-title.ts'
import { AddCaptions } from './add-captions.tsx'
import { type CaptionsProblem, changeCaptions } from './captions-change.server.ts'
import { CaptionsRow } from './captions-row.tsx'
import { FromSpeech } from './from-speech.tsx'

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, catalogue('en').t('captions.title'), data?.lesson.title)

/** The captions of a lesson's film in all languages, drafts among them. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'courses.manage')
  const removed = new URL(request.url).searchParams.get('removed')
  return tenant.read((db) => {
    const { course, lesson, video } = lessonScreen(db, params.course ?? '', params.lesson ?? '')
    const list = video ? captionsOf(db, video.id, { drafts: true }) : []
    return {
      now: Date.now(),
      school: tenant.slug,
      course: { id: course.id, title: course.title },
      lesson: { id: lesson.id, title: lesson.title },
      hasVideo: video !== null,
      speech: video && canHear(context) ? standingOf(speechStanding(db, video.id)) : null,
      captions: list.map(({ id, language, state, origin, cues, updatedAt }) => {
        return { id, language, name: languageName(language), state, origin, cues, updatedAt }
      }),
      removed: removed && video ? removedName(() => captionsById(db, video.id, removed, { removed: true })) : null,
      languages: OFFERED_LANGUAGES.map((tag) => ({ tag, name: languageName(tag) })).sort((a, b) => a.name.localeCompare(b.name, 'en')),
    }
  })
}

/** What the page says of captions that are made from speech; a try that went well is in the list. */
function standingOf(standing: SpeechStanding | undefined): { state: 'none' | 'waiting' | 'running' | 'failed'; reason: string | null } {
  if (!standing || standing.state === 'done') return { state: 'none', reason: null }
  return { state: standing.state, reason: standing.state === 'failed' ? sentence(`jobs.reason.${standing.reason ?? 'jobs.failed'}`) : null }
}

/** Null when there is nothing to bring back any more. */
function removedName(find: () => { id: string; language: string }): { id: string; name: string } | null {
  try {
    const { id, language } = find()
    return { id, name: languageName(language) }
  } catch (error) {
    if (error instanceof CaptionsUnknown) return null
    throw error
  }
}

/** A speech service is set up. */
const canHear = (context: AppLoadContext): boolean => context.lectern.schools.env.speech !== undefined

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { school = '', course = '', lesson = '' } = params
  const assetId = staff.tenant.read((db) => lessonScreen(db, course, lesson).video?.id)
  if (!assetId) throw new AssetUnknown()
  const changed = await changeCaptions(staff, assetId, await request.formData(), canHear(context))
  if ('problem' in changed) return data<CaptionsProblem>(changed.problem, changed.problem.status)
  if (changed.made) return redirect(urls.dashboard.captionsEditor(school, course, lesson, changed.made))
  return redirect(urls.dashboard.captions(school, course, lesson, changed.removed))
}

export default function CaptionsPage() {
  const { t } = useTranslation()
  const { now, school, course, lesson, hasVideo, speech, captions, removed, languages } = useLoaderData<typeof loader>()
  const problem = useActionData<typeof action>()
  const sending = useNavigation().formData?.get('intent')
  const lessonPage = urls.dashboard.lesson(school, course.id, lesson.id)
  return (
    <ClockProvider now={now}>
      <PageHeader
        crumbs={[
          { label: t('lessons.courses'), to: urls.dashboard.courses(school) },
          { label: course.title, to: urls.dashboard.course(school, course.id) },
          { label: lesson.title, to: lessonPage },
          { label: t('captions.title') },
        ]}
        title={t('captions.title')}
        lead={t('captions.lead')}
      />
      {removed ? (
        <Notice
          live
          className="mt-6"
          action={
            <Form method="post">
              <input type="hidden" name="captions" value={removed.id} />
              <Button type="submit" name="intent" value="restore" size="sm">
                {t('captions.undo')}
              </Button>
            </Form>
          }
        >
          {t('captions.removed', { language: removed.name })}
        </Notice>
      ) : null}
      {problem && !['upload', 'write', 'speech'].includes(problem.intent) ? (
        <Notice tone="danger" live className="mt-6">
          {problem.message}
        </Notice>
      ) : null}
      {hasVideo ? (
        <>
          <Section title={t('captions.list')} className="mt-8">
            {captions.length ? (
              <Rows>
                {captions.map((one) => (
                  <CaptionsRow key={one.id} captions={one} place={{ school, course: course.id, lesson: lesson.id }} />
                ))}
              </Rows>
            ) : (
              <EmptyState icon={CaptionsIcon} title={t('captions.empty')} text={t('captions.emptyText')} />
            )}
          </Section>
          {speech ? <FromSpeech speech={speech} languages={languages} problem={problem} isSending={sending === 'speech'} /> : null}
          <AddCaptions languages={languages} problem={problem} sending={typeof sending === 'string' ? sending : undefined} />
        </>
      ) : (
        <EmptyState
          level={2}
          icon={Clapperboard}
          title={t('captions.noVideo')}
          text={t('captions.noVideoText')}
          action={<ButtonLink to={lessonPage}>{t('captions.toLesson')}</ButtonLink>}
          className="mt-8"
        />
      )}
    </ClockProvider>
  )
}
