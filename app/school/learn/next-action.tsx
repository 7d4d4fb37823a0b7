import type { TFunction } from 'i18next'
import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '#app/ui/button.tsx'
import { urls } from '#app/urls.ts'
import { FinishCourse, type Marking } from './mark-done.tsx'
import type { NextStep } from './next-step.ts'

/** What the line at the thumb says. */
export function nextLine(t: TFunction, step: NextStep, total: number): { label: string; title: string } {
  switch (step.kind) {
    case 'lesson':
      return { label: step.isRest ? t('learn.next.rest') : t('learn.next.label'), title: step.lesson.title }
    case 'finish':
      return { label: t('learn.finish.label'), title: t('learn.finish.title') }
    case 'finished':
      return { label: t('learn.finished.label'), title: t('learn.finished.all', { count: total }) }
    case 'course':
      return { label: t('learn.preview.rest'), title: t('learn.preview.count', { count: total }) }
  }
}

interface NextActionProps {
  readonly step: NextStep
  /** Slug. */
  readonly course: string
  /** The next lesson, where there is one. */
  readonly to: string | undefined
  readonly marking: Marking
}

export function NextAction({ step, course, to, marking }: NextActionProps) {
  const { t } = useTranslation()
  if (to) {
    return (
      <ButtonLink to={to} variant="primary">
        {t('learn.next.action')}
        <ArrowRight size={16} aria-hidden="true" className="rtl:-scale-x-100" />
      </ButtonLink>
    )
  }
  if (step.kind === 'finish') return <FinishCourse marking={marking} />
  return step.kind === 'course' ? (
    <ButtonLink to={urls.school.course(course)} reloadDocument variant="primary">
      {t('learn.preview.course')}
    </ButtonLink>
  ) : (
    <ButtonLink to={urls.school.learn()} variant="primary">
      {t('learn.finished.back')}
    </ButtonLink>
  )
}
