import { Link } from '@remix-run/react'
import { VideoOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { sentence } from '#app/locales/sentences.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { Section } from '#app/ui/page.tsx'
import { ProgressBar } from '#app/ui/progress.tsx'
import { urls } from '#app/urls.ts'
import type { Preparing } from '#tenants/insights/preparing.ts'

type VideosProps = { slug: string; videos: readonly Preparing[] }

/** Videos nobody but the person can help, with why. */
export function NeedsYou({ slug, videos }: VideosProps) {
  const { t } = useTranslation()
  return (
    <Section
      title={t('home.needs.title')}
      aside={<Link to={urls.dashboard.jobs(slug, { show: 'failed' })}>{t('home.preparing.all')}</Link>}
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
      </Rows>
    </Section>
  )
}

/** `mayOpen`: who cannot change a course is led to none of its lessons. */
export function BeingPrepared({ slug, videos, mayOpen }: VideosProps & { mayOpen: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <ul className="border-t border-line">
        {videos.map((video) => {
          const percent = Math.floor(video.progress * 100)
          return (
            <li key={video.lessonId} className="border-b border-line py-3">
              <p className="flex items-baseline justify-between gap-4">
                {mayOpen ? (
                  <Link to={urls.dashboard.lesson(slug, video.courseId, video.lessonId)} className="min-w-0 truncate hover:underline">
                    {video.title}
                  </Link>
                ) : (
                  <span className="min-w-0 truncate">{video.title}</span>
                )}
                <span className="flex-none text-sm text-muted tabular-nums">
                  {video.waits ? t('home.preparing.waits') : t('home.preparing.percent', { percent })}
                </span>
              </p>
              <ProgressBar value={video.progress} label={t('home.preparing.bar', { title: video.title })} className="mt-2.5" />
            </li>
          )
        })}
      </ul>
      <p className="mt-3 text-sm text-muted">{t('home.preparing.more')}</p>
    </>
  )
}
