import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { ChartNoAxesColumn, Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askedSecond } from '#app/asked-second.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { may, requireStaff } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { day } from '#app/ui/moments.ts'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { STORYBOARD, urls } from '#app/urls.ts'
import { lessonWatching } from '#tenants/insights/lesson-watching.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { pageTitle } from '../page-title.ts'
import { Figures } from './watching/figures.tsx'
import { MomentList } from './watching/moment-list.tsx'
import { OtherFilms } from './watching/other-films.tsx'
import { RetentionCurve } from './watching/retention-curve.tsx'
import { RetentionTable } from './watching/retention-table.tsx'
import { SeekableFilm } from './watching/seekable-film.tsx'

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, catalogue('en').t('watching.title'), data?.lesson.title, data?.course.title)

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.see')
  const { tenant, person } = staff
  const asked = new URL(request.url).searchParams
  const now = Date.now()
  const seen = tenant.read((db) => lessonWatching(db, params.course ?? '', params.lesson ?? '', asked.get('film') ?? undefined, now))
  const { course, lesson, film, ...rest } = seen
  const media = (asset: string, attempt: string, object: string) =>
    urls.dashboard.media(tenant.id, mediaToken(tenant, { a: asset, o: attempt, l: '', c: '', s: person.id, as: 'staff' }, now), object)
  return {
    ...rest,
    now,
    school: tenant.slug,
    course: { id: course.id, title: course.title },
    lesson: { id: lesson.id, title: lesson.title },
    manages: may(staff, 'courses.manage'),
    invites: may(staff, 'codes.manage'),
    startAt: askedSecond(request) ?? 0,
    film: film?.watch
      ? {
          id: film.id,
          src: media(film.id, film.watch.attempt, 'master.m3u8'),
          poster: film.watch.until === null ? media(film.id, film.watch.attempt, 'poster.jpg') : null,
          storyboard: film.watch.storyboard ? media(film.id, film.watch.attempt, STORYBOARD) : null,
          until: film.watch.until,
          seconds: film.seconds,
          width: film.width,
          height: film.height,
        }
      : null,
  }
}

export type WatchingData = ReturnType<typeof useLoaderData<typeof loader>>

export default function WatchingPage() {
  const loaded = useLoaderData<typeof loader>()
  const { school, course, lesson, manages, retention, isCurrent } = loaded
  const { t } = useTranslation()
  const toLesson = manages ? { to: urls.dashboard.lesson(school, course.id, lesson.id) } : {}
  const toCourse = manages ? { to: urls.dashboard.course(school, course.id) } : {}
  return (
    <ClockProvider now={loaded.now}>
      <PageHeader
        crumbs={[{ label: course.title, ...toCourse }, { label: lesson.title, ...toLesson }, { label: t('watching.title') }]}
        title={t('watching.title')}
        meta={
          <>
            <bdi className="wrap-anywhere">{lesson.title}</bdi>
            <span aria-hidden="true">·</span>
            <span className="min-w-0 wrap-anywhere">
              {t('watching.place', { section: loaded.section, number: loaded.number, count: loaded.count })}
            </span>
          </>
        }
        actions={
          retention ? (
            <ButtonLink
              to={urls.dashboard.lessonWatchingCsv(school, course.id, lesson.id, loaded.assetId ?? undefined)}
              reloadDocument
              download
              icon={Download}
            >
              {t('watching.csv')}
            </ButtonLink>
          ) : undefined
        }
      />
      {isCurrent ? null : (
        <Notice className="mt-6">
          {t('watching.old')}{' '}
          <Link to={urls.dashboard.lessonWatching(school, course.id, lesson.id)} className="link">
            {t('watching.toCurrent')}
          </Link>
        </Notice>
      )}
      {isCurrent && loaded.hasOtherDraft ? <Notice className="mt-6">{t('watching.otherDraft')}</Notice> : null}
      {retention ? <Watched key={loaded.assetId} loaded={loaded} retention={retention} /> : <NothingYet loaded={loaded} />}
      <OtherFilms loaded={loaded} />
    </ClockProvider>
  )
}

function NothingYet({ loaded: { school, course, lesson, manages, invites, assetId } }: { loaded: WatchingData }) {
  const { t } = useTranslation()
  const of = assetId === null ? 'noFilm' : 'nobody'
  const to = assetId === null ? urls.dashboard.lesson(school, course.id, lesson.id) : urls.dashboard.courseCodes(school, course.id)
  return (
    <EmptyState
      level={2}
      icon={ChartNoAxesColumn}
      title={t(`watching.${of}.title`)}
      text={t(`watching.${of}.text`)}
      action={(assetId === null ? manages : invites) ? <ButtonLink to={to}>{t(`watching.${of}.action`)}</ButtonLink> : undefined}
      className="mt-8"
    />
  )
}

type WatchedProps = { loaded: WatchingData; retention: NonNullable<WatchingData['retention']> }

function Watched({ loaded, retention }: WatchedProps) {
  const { t, i18n } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const [startAt, setStartAt] = useState(loaded.startAt)
  // The film that is here goes there; one that was not begun yet begins there.
  const seek = (at: number) => {
    const media = box.current?.querySelector('video')
    if (media && media.readyState > 0) media.currentTime = at
    else setStartAt(at)
    if (loaded.film) box.current?.scrollIntoView({ block: 'nearest' })
  }
  const placeOf = (at: number) =>
    urls.dashboard.lessonWatching(loaded.school, loaded.course.id, loaded.lesson.id, {
      film: loaded.isCurrent ? undefined : (loaded.assetId ?? undefined),
      t: String(Math.floor(at)),
    })
  return (
    <>
      <Figures retention={retention} students={loaded.students} />
      <div className="mt-10 grid gap-x-12 gap-y-10 xl:grid-cols-[minmax(0,1fr)_264px]">
        <div className="min-w-0">
          {loaded.film ? <SeekableFilm boxRef={box} film={loaded.film} startAt={startAt} title={loaded.lesson.title} /> : null}
          <RetentionCurve retention={retention} onSeek={seek} />
          <RetentionTable retention={retention} />
        </div>
        <MomentList moments={retention.moments} placeOf={placeOf} onSeek={seek} />
      </div>
      <p className="mt-10 max-w-[70ch] border-t border-line pt-5 text-sm text-muted">
        {t('watching.how', { day: day(retention.since, loaded.now, i18n.language, 'UTC') })}
      </p>
    </>
  )
}
