import { useTranslation } from 'react-i18next'
import { PageHeader } from '#app/ui/page.tsx'
import { SaveState } from '#app/ui/save-state.tsx'
import { urls } from '#app/urls.ts'
import type { AutosaveSnapshot } from '../courses/lesson/autosave.ts'
import type { EditedFilm } from './chapters.tsx'
import type { Wrong } from './edit-chapters.ts'

interface ChaptersHeaderProps {
  readonly loaded: Pick<EditedFilm, 'school' | 'course' | 'lesson'> & { readonly chapters: Pick<EditedFilm['chapters'], 'changedAt'> }
  /** Absent where there is nothing to save. */
  readonly snapshot?: AutosaveSnapshot
  /** What keeps it from being saved. */
  readonly wrong?: Wrong | undefined
}

export function ChaptersHeader({ loaded: { school, course, lesson, chapters }, snapshot, wrong }: ChaptersHeaderProps) {
  const { t } = useTranslation()
  const error = wrong
    ? wrong.time === undefined
      ? t('chapters.wrongNumber', { number: wrong.number })
      : t('chapters.wrong', { time: wrong.time })
    : snapshot?.conflict
      ? t('chapters.conflict')
      : (snapshot?.sentence ?? t('chapters.notSaved'))
  return (
    <PageHeader
      crumbs={[
        { label: t('lessons.courses'), to: urls.dashboard.courses(school) },
        { label: course.title, to: urls.dashboard.course(school, course.id) },
        { label: lesson.title, to: urls.dashboard.lesson(school, course.id, lesson.id) },
        { label: t('chapters.title') },
      ]}
      title={t('chapters.title')}
      lead={t('chapters.lead')}
      meta={
        snapshot ? (
          <SaveState
            state={wrong ? 'error' : snapshot.state}
            savedAt={Math.max(chapters.changedAt, snapshot.savedAt)}
            error={error}
            {...(!wrong && snapshot.retry && { onRetry: snapshot.retry })}
          />
        ) : undefined
      }
    />
  )
}
