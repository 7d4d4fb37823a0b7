import type { ActionFunctionArgs, LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { data, redirect } from '@remix-run/node'
import { useActionData, useLoaderData, useRevalidator } from '@remix-run/react'
import { ChevronLeft, ChevronRight, type LucideIcon } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askedSecond } from '#app/asked-second.server.ts'
import { lessonPictures, shownHtml } from '#app/lesson-html.server.ts'
import { sentence, sentenceFor } from '#app/locales/sentences.ts'
import { may, requireStaff } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { SaveState } from '#app/ui/save-state.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { STORYBOARD, urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { captionsOf } from '#tenants/captions/find.ts'
import { languageName } from '#tenants/captions/languages.ts'
import { chaptersOf } from '#tenants/chapters/find.ts'
import { lessonScreen } from '#tenants/courses/lesson-screen.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { originalToken } from '#tenants/media/original-link.ts'
import { CaptionsPart } from '../captions/captions-part.tsx'
import { ChaptersPart } from '../chapters/chapters-part.tsx'
import { pageTitle } from '../page-title.ts'
import type { AutosaveSnapshot } from './lesson/autosave.ts'
import { applyChange, readChange } from './lesson/change.server.ts'
import styles from './lesson/lesson.css?url'
import { LessonAside } from './lesson/lesson-aside.tsx'
import { saveChange } from './lesson/save-change.ts'
import { TextPart } from './lesson/text-part.tsx'
import { TitleField } from './lesson/title-field.tsx'
import { type LessonVideo, VideoPart } from './lesson/video-part.tsx'
import { PreviewLink } from './preview-link.tsx'

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: styles }]

export const meta: MetaFunction<typeof loader> = ({ data: lesson, matches }) => pageTitle(matches, lesson?.title, lesson?.course.title)

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { tenant, person } = staff
  const now = Date.now()
  const [{ course, lesson, section, number, count, previous, next, body, video }, pictures, captions, chapters] = tenant.read((db) => {
    const screen = lessonScreen(db, params.course ?? '', params.lesson ?? '', now)
    const made = screen.video ? captionsOf(db, screen.video.id, { drafts: true }) : []
    const chapters = screen.video ? chaptersOf(db, screen.video.id).list.length : 0
    return [screen, lessonPictures(db, screen.body.html, tenant.origin), made, chapters]
  })
  const media = (a: string, o: string, object: string) =>
    urls.dashboard.media(tenant.id, mediaToken(tenant, { a, o, l: '', c: '', s: person.id, as: 'staff' }, now), object)
  const shown: LessonVideo | null = video && {
    id: video.id,
    name: video.name,
    state: video.state,
    progress: video.progress,
    waiting: video.waiting,
    secondsLeft: video.secondsLeft,
    failure: video.failure === null ? null : sentence(`jobs.reason.${video.failure}`),
    // What is wrong with the file itself stays wrong.
    mayRetry: video.failure !== null && MAY_HELP.test(video.failure),
    seconds: video.seconds,
    width: video.width,
    height: video.height,
    rungs: video.renditions.map((rung) => Math.min(rung.width, rung.height)),
    size: video.size,
    outputBytes: video.outputBytes,
    original: {
      state: video.by === 'mux' && video.source === 'gone' ? 'at_mux' : video.source,
      href: video.source === 'gone' ? null : urls.dashboard.original(tenant.id, originalToken(tenant, { a: video.id, s: person.id }, now)),
    },
    by: video.by,
    isAway: video.by === 'mux' && !tenant.mux,
    again: video.again?.state === 'failed' ? { ...video.again, reason: sentence(`jobs.reason.${video.again.reason}`) } : video.again,
    watch: video.watch && {
      src: media(video.id, video.watch.attempt, 'master.m3u8'),
      // A film that is still being made has none yet.
      ...(video.watch.until === null && { poster: media(video.id, video.watch.attempt, 'poster.jpg') }),
      ...(video.watch.storyboard && { storyboard: media(video.id, video.watch.attempt, STORYBOARD) }),
      until: video.watch.until,
      startAt: askedSecond(request) ?? 0,
    },
  }
  return {
    now,
    school: tenant.slug,
    course: { id: course.id, title: course.title },
    id: lesson.id,
    title: lesson.title,
    kind: lesson.kind,
    seesWatching: may(staff, 'people.see'),
    preview: lesson.preview,
    savedAt: Math.max(lesson.updatedAt, body.updatedAt),
    section,
    number,
    count,
    previous,
    next,
    text: {
      html: body.html,
      // The dashboard shows no frames of other sites.
      shown: shownHtml(tenant, body.html, pictures, 'link').html,
      pictures,
      updatedAt: body.updatedAt,
    },
    video: shown,
    captions: captions.map(({ id, language, state }) => ({ id, name: languageName(language), state })),
    chapters,
  }
}

/** Another try may end otherwise: what was wrong was not the file. */
const MAY_HELP = /^(jobs\.|mux\.(key|quota|unset)$)/

/** Before script is here; with it, changes go to lesson-text.ts. */
export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'courses.manage')
  const { course = '', lesson = '' } = params
  const change = readChange(await request.formData())
  if (!change.ok) return data({ error: sentence(change.error), html: undefined }, 400)
  try {
    await applyChange(staff, course, lesson, change.value)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const html = change.value.intent === 'text' ? change.value.html : undefined
    return data({ error: sentenceFor(error), html }, error.status)
  }
  return redirect(urls.dashboard.lesson(params.school ?? '', course, lesson))
}

export default function LessonPage() {
  const lesson = useLoaderData<typeof loader>()
  return (
    <ClockProvider now={lesson.now}>
      <Lesson key={lesson.id} lesson={lesson} />
    </ClockProvider>
  )
}

type LoadedLesson = ReturnType<typeof loader>

const NOTHING_YET: AutosaveSnapshot = { state: 'saved', savedAt: 0, sentence: undefined, conflict: undefined }

function Lesson({ lesson }: { lesson: LoadedLesson }) {
  const { t } = useTranslation()
  const refused = useActionData<typeof action>()
  const { school, course, id, previous, next } = lesson
  const saveTo = urls.dashboard.lessonText(school, course.id, id)
  const [title, setTitle] = useState(lesson.title)
  const [titleState, setTitleState] = useState(NOTHING_YET)
  const [textState, setTextState] = useState(NOTHING_YET)
  const { kind, preview, setKind, setPreview, removeVideo, replaced, putBack, ...films } = useChanges(lesson, saveTo)
  const { retry, cancel, again, cancelAgain, changed } = films
  const worst = worstOf(titleState, textState)
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t('lessons.courses'), to: urls.dashboard.courses(school) },
          { label: course.title, to: urls.dashboard.course(school, course.id) },
          { label: title },
        ]}
        title={
          <>
            <span className="sr-only">{title}</span>
            <TitleField title={lesson.title} saveTo={saveTo} onState={setTitleState} onTitle={setTitle} />
          </>
        }
        actions={
          <>
            <PreviewLink school={school} course={course.id} lesson={id} state={worst.state} />
            <nav aria-label={t('lessons.neighbours')} className="flex flex-none! gap-1">
              <Neighbour
                lesson={previous}
                to={previous && urls.dashboard.lesson(school, course.id, previous.id)}
                icon={ChevronLeft}
                way="previous"
              />
              <Neighbour lesson={next} to={next && urls.dashboard.lesson(school, course.id, next.id)} icon={ChevronRight} way="next" />
            </nav>
          </>
        }
        meta={
          <>
            <span className="min-w-0 truncate">
              {t('lessons.place', { section: lesson.section, number: lesson.number, count: lesson.count })}
            </span>
            <span aria-hidden="true">·</span>
            <SaveState
              state={worst.state}
              savedAt={Math.max(lesson.savedAt, titleState.savedAt, textState.savedAt)}
              error={worst.conflict ? t('lessons.text.conflictTitle') : (worst.sentence ?? t('lessons.notSaved.failed'))}
              {...(worst.retry && { onRetry: worst.retry })}
            />
          </>
        }
      />
      {refused ? (
        <Notice tone="danger" live className="mt-5">
          {refused.error}
        </Notice>
      ) : null}
      <div className="mt-7 grid gap-x-12 gap-y-10 xl:grid-cols-[minmax(0,1fr)_264px]">
        <div className="min-w-0">
          {kind === 'video' ? (
            <VideoPart
              school={school}
              course={course.id}
              lesson={id}
              title={title}
              video={lesson.video}
              onChanged={changed}
              onReplaced={replaced}
              onPutBack={putBack}
              onRetry={retry}
              onCancel={cancel}
            />
          ) : null}
          {kind === 'video' && lesson.video ? (
            <>
              <CaptionsPart captions={lesson.captions} to={urls.dashboard.captions(school, course.id, id)} />
              <ChaptersPart count={lesson.chapters} to={urls.dashboard.chapters(school, course.id, id)} />
            </>
          ) : null}
          {kind === 'video' ? <h2 className="mt-12 mb-4 text-xl">{t('lessons.text.below')}</h2> : null}
          <TextPart
            school={school}
            title={title}
            html={refused?.html ?? lesson.text.html}
            shown={lesson.text.shown}
            pictures={lesson.text.pictures}
            updatedAt={lesson.text.updatedAt}
            saveTo={saveTo}
            draftName={`${school}.${id}`}
            onState={setTextState}
          />
        </div>
        <aside aria-label={t('lessons.settings')}>
          <LessonAside
            kind={kind}
            preview={preview}
            video={lesson.video}
            watching={lesson.seesWatching ? urls.dashboard.lessonWatching(school, course.id, id) : undefined}
            onKind={setKind}
            onPreview={setPreview}
            onRemoveVideo={removeVideo}
            onAgain={again}
            onCancelAgain={cancelAgain}
            onChanged={changed}
            school={school}
          />
        </aside>
      </div>
    </>
  )
}

type NeighbourProps = { lesson: { title: string } | null; to: string | null; icon: LucideIcon; way: 'previous' | 'next' }

function Neighbour({ lesson, to, icon, way }: NeighbourProps) {
  const { t } = useTranslation()
  const label = lesson ? t(`lessons.${way}`, { title: lesson.title }) : t(way === 'previous' ? 'lessons.first' : 'lessons.last')
  if (!to)
    return <Button disabled variant="quiet" icon={icon} aria-label={label} title={label} className="button-square rtl:-scale-x-100" />
  return (
    <ButtonLink
      to={to}
      prefetch="intent"
      variant="quiet"
      icon={icon}
      aria-label={label}
      title={label}
      className="button-square rtl:-scale-x-100"
    />
  )
}

/** The lesson's kind, preview and video: shown as wished at once, and as they were when the server says no. */
function useChanges(lesson: LoadedLesson, saveTo: string) {
  const { t } = useTranslation()
  const toast = useToast()
  const { revalidate } = useRevalidator()
  const [kind, showKind] = useState(lesson.kind)
  const [preview, showPreview] = useState(lesson.preview)
  const send = async (form: Record<string, string>, takeBack: () => void = () => undefined): Promise<boolean> => {
    const failed = t('lessons.notSaved.changeFailed')
    const answer = await saveChange(saveTo, form, { signedOut: t('lessons.notSaved.signedOut'), failed }).catch(() => undefined)
    if (answer?.kind === 'saved') return true
    takeBack()
    toast({ tone: 'danger', text: answer?.kind === 'refused' ? answer.sentence : failed })
    return false
  }
  const andLook = async (sent: Promise<boolean>) => {
    if (await sent) revalidate()
  }
  const [earlier, setEarlier] = useState<string>()
  const putBack = (asset: string) => void andLook(send({ intent: 'attach', asset }))
  return {
    kind,
    preview,
    replaced(before: LessonVideo) {
      // One that could not be prepared is nobody's wish to have back.
      if (before.state === 'failed') return
      setEarlier(before.id)
      toast({ text: t('lessons.video.replaced'), undo: () => putBack(before.id) })
    },
    putBack: earlier === undefined || earlier === lesson.video?.id ? undefined : () => putBack(earlier),
    changed: useCallback(() => revalidate(), [revalidate]),
    setKind(to: 'video' | 'text') {
      if (to === kind) return
      showKind(to)
      void andLook(send({ intent: 'kind', kind: to }, () => showKind(kind)))
    },
    setPreview(to: boolean) {
      showPreview(to)
      void send({ intent: 'preview', ...(to && { preview: 'on' }) }, () => showPreview(!to))
    },
    async removeVideo() {
      const { video } = lesson
      if (!video || !(await send({ intent: 'detach' }))) return
      revalidate()
      toast({ text: t('lessons.video.removed'), undo: () => putBack(video.id) })
    },
    cancel: (asset: string) => void andLook(send({ intent: 'cancel', asset })),
    again: (asset: string) => void andLook(send({ intent: 'again', asset })),
    cancelAgain: (asset: string) => void andLook(send({ intent: 'cancel_again', asset })),
    retry: (asset: string) => void andLook(send({ intent: 'retry', asset })),
  }
}

/** What is least safe is what the person must know. */
function worstOf(...all: AutosaveSnapshot[]): AutosaveSnapshot {
  const order = ['error', 'offline', 'saving', 'saved']
  return all.reduce((worst, one) => (order.indexOf(one.state) < order.indexOf(worst.state) ? one : worst), NOTHING_YET)
}
