import { Link } from '@remix-run/react'
import { FileText, Hourglass, type LucideIcon, MailX, Ticket, VideoOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { sentence } from '#app/locales/sentences.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { useClock } from '#app/ui/clock.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { day } from '#app/ui/moments.ts'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import type { Need } from '#tenants/insights/needs-you.ts'
import type { Preparing } from '#tenants/insights/preparing.ts'

type NeedsProps = { slug: string; videos: readonly Preparing[]; needs: readonly Need[] }

/** What nobody but the person can help: why, and where. */
export function NeedsYou({ slug, videos, needs }: NeedsProps) {
  const { t } = useTranslation()
  return (
    <Section
      title={t('home.needs.title')}
      aside={videos.length ? <Link to={urls.dashboard.jobs(slug, { show: 'failed' })}>{t('home.preparing.all')}</Link> : undefined}
    >
      <Rows className="border-t">
        {videos.map((video) => (
          <Row
            key={video.lessonId}
            className="flex-wrap sm:flex-nowrap"
            lead={<VideoOff size={18} className="text-danger" />}
            title={video.title}
            text={t('home.needs.failed', { course: video.courseTitle, reason: sentence(`jobs.reason.${video.reason}`) })}
            aside={<ButtonLink to={urls.dashboard.lesson(slug, video.courseId, video.lessonId)}>{t('home.needs.open')}</ButtonLink>}
          />
        ))}
        {needs.map((need) => (
          <NeedRow key={`${need.kind} ${keyOf(need)}`} slug={slug} need={need} />
        ))}
      </Rows>
    </Section>
  )
}

const ICONS: Readonly<Record<Need['kind'], LucideIcon>> = {
  ...{ unready: VideoOff, empty: FileText, expiring: Hourglass, low: Ticket, letter: MailX, ending: Hourglass },
}

const keyOf = (need: Need): string => ('batchId' in need ? need.batchId : 'studentId' in need ? need.studentId : need.courseId)

function NeedRow({ slug, need }: { slug: string; need: Need }) {
  const { title, text } = useWords(need)
  const { t } = useTranslation()
  const Icon = ICONS[need.kind]
  return (
    <Row
      className="flex-wrap sm:flex-nowrap"
      lead={<Icon size={18} className="text-caution" />}
      title={title}
      text={text}
      aside={
        <ButtonLink to={placeOf(slug, need)} aria-label={`${t('home.needs.look')}: ${title}`}>
          {t('home.needs.look')}
        </ButtonLink>
      }
    />
  )
}

function useWords(need: Need): { title: string; text: string } {
  const { t } = useTranslation()
  const { now, locale } = useClock()
  const on = (at: number) => day(at, now, locale, 'UTC')
  const course = 'courseTitle' in need ? need.courseTitle : ''
  switch (need.kind) {
    case 'unready':
      return { title: t('home.needs.unready', { count: need.videos }), text: t('home.needs.unreadyText', { course }) }
    case 'empty':
      return { title: t('home.needs.empty', { course }), text: t('home.needs.emptyText') }
    case 'expiring':
      return { title: t('home.needs.expiring', { label: need.label, day: on(need.at) }), text: t('home.needs.expiringText', { course }) }
    case 'low':
      return { title: t('home.needs.low', { count: need.left, label: need.label }), text: t('home.needs.lowText', { course }) }
    case 'letter':
      return { title: t('home.needs.letter', { count: need.letters, name: need.name }), text: t('home.needs.letterText') }
    case 'ending':
      return {
        title: t('home.needs.ending', { count: need.students, course }),
        text: t('home.needs.endingText', { day: on(need.at) }),
      }
  }
}

function placeOf(slug: string, need: Need): string {
  switch (need.kind) {
    case 'unready':
    case 'empty':
      return urls.dashboard.course(slug, need.courseId)
    case 'expiring':
    case 'low':
      return urls.dashboard.batch(slug, need.courseId, need.batchId)
    case 'letter':
      return urls.dashboard.student(slug, need.studentId)
    case 'ending':
      return urls.dashboard.people(slug, { segment: 'ending', course: need.courseId })
  }
}
