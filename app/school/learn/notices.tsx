import { Check } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '#app/ui/button.tsx'
import { ProgressRing } from '#app/ui/progress.tsx'
import { urls } from '#app/urls.ts'

/** A calm line for who looks at a free lesson: what it is, and how to get the rest. */
export function PreviewBar({ kind, signInTo }: { kind: 'video' | 'text'; signInTo: string | undefined }) {
  const { t } = useTranslation()
  return (
    <section
      aria-label={t('learn.preview.label')}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 bg-accent-wash px-5 py-2.5 text-sm"
    >
      <p className="min-w-0 flex-1 basis-52">{kind === 'video' ? t('learn.preview.video') : t('learn.preview.text')}</p>
      <div className="flex flex-none gap-2">
        <ButtonLink to={urls.school.redeem()} size="sm">
          {t('learn.preview.redeem')}
        </ButtonLink>
        {signInTo ? (
          <ButtonLink to={urls.school.signIn(signInTo)} size="sm" variant="quiet">
            {t('learn.preview.signIn')}
          </ButtonLink>
        ) : null}
      </div>
    </section>
  )
}

/** Floats, so that nothing moves when the line comes and goes. */
export function OfflineBar({ watches }: { watches: boolean }) {
  const { t } = useTranslation()
  const online = useSyncExternalStore(
    listenToLine,
    () => navigator.onLine,
    () => true,
  )
  return (
    <div role="status" className="pointer-events-none fixed inset-x-4 top-3 z-40 flex justify-center lg:top-16">
      {online ? null : (
        <p className="floating rounded-md px-4 py-2.5 text-center text-sm">
          {watches ? t('learn.offline.video') : t('learn.offline.text')}
        </p>
      )}
    </div>
  )
}

function listenToLine(tell: () => void): () => void {
  window.addEventListener('online', tell)
  window.addEventListener('offline', tell)
  return () => {
    window.removeEventListener('online', tell)
    window.removeEventListener('offline', tell)
  }
}

/** The end of a course, said once and quietly. */
export function CourseFinished({ course, total }: { course: string; total: number }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="course-finished" className="mt-10 flex flex-wrap items-center gap-5 rounded-lg bg-accent-wash p-6 lg:p-8">
      <ProgressRing value={1} label={t('learn.finished.label')}>
        <Check size={20} aria-hidden="true" className="text-accent" />
      </ProgressRing>
      <div className="min-w-0 flex-1 basis-64">
        <h2 id="course-finished">{t('learn.finished.title', { course })}</h2>
        <p className="mt-1 text-ui text-soft">{t('learn.finished.text', { count: total })}</p>
      </div>
      <ButtonLink to={urls.school.learn()}>{t('learn.finished.back')}</ButtonLink>
    </section>
  )
}
