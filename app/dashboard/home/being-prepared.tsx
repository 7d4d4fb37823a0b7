import { Link } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { ProgressBar } from '#app/ui/progress.tsx'
import { urls } from '#app/urls.ts'
import type { Preparing } from '#tenants/insights/preparing.ts'

type VideosProps = { slug: string; videos: readonly Preparing[] }

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
                  {video.waits
                    ? t('home.preparing.waits')
                    : video.secondsLeft === null
                      ? t('home.preparing.percent', { percent })
                      : t('home.preparing.left', { percent, count: Math.ceil(video.secondsLeft / 60) })}
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
