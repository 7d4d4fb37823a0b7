import { useFetcher } from '@remix-run/react'
import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { Section } from '#app/ui/page.tsx'
import { ProgressBar } from '#app/ui/progress.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import type { SetupStep } from '#tenants/insights/setup-steps.ts'
import type { HomeAnswer } from '../home.tsx'

/** The steps of a new school, with one of them next. It leaves when all are done, or when somebody puts it away. */
export function Setup({ slug, school, steps }: { slug: string; school: string; steps: readonly SetupStep[] }) {
  const { t } = useTranslation()
  const done = steps.filter((step) => step.done).length
  const next = steps.find((step) => !step.done)
  return (
    <Section title={t('home.setup.title')} aside={t('home.setup.progress', { done, all: steps.length })} className="mt-10 max-w-3xl">
      <ProgressBar value={done / steps.length} label={t('home.setup.bar')} />
      <ol className="mt-2">
        {steps.map((step, at) => (
          <Step key={step.id} slug={slug} school={school} step={step} number={at + 1} isNext={step === next} />
        ))}
      </ol>
      <Hide slug={slug} />
    </Section>
  )
}

/** The toast that can take it back outlives the list, and so does the fetcher. */
function Hide({ slug }: { slug: string }) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<HomeAnswer>({ key: `first-steps-${slug}` })
  useAnswer(fetcher.data, ({ problem }) => {
    if (problem) toast({ text: t('home.setup.failed'), tone: 'danger' })
  })
  const change = (steps: 'shown' | 'hidden') => fetcher.submit({ steps }, { method: 'post', action: urls.dashboard.homeAction(slug) })
  return (
    <fetcher.Form
      method="post"
      action={urls.dashboard.homeAction(slug)}
      onSubmit={(event) => {
        event.preventDefault()
        change('hidden')
        toast({ text: t('home.setup.hidden'), undo: () => change('shown') })
      }}
      className="mt-3"
    >
      <input type="hidden" name="steps" value="hidden" />
      <Button type="submit" variant="quiet" size="sm" busy={fetcher.state !== 'idle'}>
        {t('home.setup.hide')}
      </Button>
    </fetcher.Form>
  )
}

type StepProps = { slug: string; school: string; step: SetupStep; number: number; isNext: boolean }

function Step({ slug, school, step, number, isNext }: StepProps) {
  const { t } = useTranslation()
  const { id, done } = step
  return (
    <li aria-current={isNext ? 'step' : undefined} className="flex gap-4 border-b border-line py-4">
      <span
        aria-hidden="true"
        className={cx(
          'grid size-7 flex-none place-items-center rounded-full text-sm tabular-nums',
          done ? 'bg-accent text-accent-ink' : isNext ? 'border border-accent text-accent' : 'border border-line-strong text-muted',
        )}
      >
        {done ? <Check size={15} strokeWidth={2} /> : number}
      </span>
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-[1_1_16rem]">
          <h3 className={cx('leading-7', done && 'text-muted')}>
            {t(`home.setup.${id}.title`)}
            {done ? <span className="sr-only"> · {t('home.setup.done')}</span> : null}
          </h3>
          {done && id !== 'name' ? null : <p className="text-sm text-muted">{t(`home.setup.${id}.text`, { school })}</p>}
        </div>
        {done || id === 'name' || !(isNext || id === 'brand' || step.courseId) ? null : (
          <ButtonLink to={placeOf(slug, step)} variant={isNext ? 'primary' : 'quiet'}>
            {t(`home.setup.${id}.action`)}
          </ButtonLink>
        )}
      </div>
    </li>
  )
}

function placeOf(slug: string, { id, courseId }: SetupStep): string {
  if (id === 'brand') return urls.dashboard.brand(slug)
  if (!courseId) return urls.dashboard.newCourse(slug)
  if (id === 'codes' || id === 'student') return urls.dashboard.courseCodes(slug, courseId)
  return urls.dashboard.course(slug, courseId)
}
