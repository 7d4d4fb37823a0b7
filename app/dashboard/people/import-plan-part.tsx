import { Form } from '@remix-run/react'
import type { TFunction } from 'i18next'
import { Download } from 'lucide-react'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Field, Fieldset } from '#app/ui/field.tsx'
import { Checkbox, Input, Select } from '#app/ui/input.tsx'
import { Section } from '#app/ui/page.tsx'
import { ProgressBar } from '#app/ui/progress.tsx'
import { FIELDS } from '#tenants/people/import/columns.ts'
import type { ImportView } from './import.server.ts'
import type { ImportRun } from './use-import.ts'

type ImportPlanPartProps = {
  view: ImportView
  courses: readonly { id: string; title: string }[]
  needsCourse: boolean
  busy: boolean
  run: ImportRun
  isDone: boolean
}

/** What scrolls is reached by keyboard. */
const SCROLLS = { tabIndex: 0 }

/** What a table was read as, what would become of each row, and what can still be said otherwise. */
export function ImportPlanPart({ view, courses, needsCourse, busy, run, isDone }: ImportPlanPartProps) {
  const { t } = useTranslation()
  const count = view.adds + view.updates
  // With script it goes on in steps, and is seen to; without, the browser waits for all of it.
  const begin = (event: FormEvent<HTMLFormElement>) => {
    const submitter = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null
    const form = new FormData(event.currentTarget, submitter)
    if (form.get('intent') !== 'import') return
    event.preventDefault()
    run.start(form, count)
  }
  if (run.progress) return <Going progress={run.progress} stop={run.stop} />
  return (
    <Form method="post" encType="multipart/form-data" onSubmit={begin} className="mt-8">
      <textarea name="text" defaultValue={view.text} hidden readOnly />
      {isDone ? null : (
        <>
          <Fieldset id="columns" legend={t('people.importing.columns')}>
            <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
              {FIELDS.map((field) => (
                <Field key={field} id={`column-${field}`} label={t(`people.importing.field.${field}`)}>
                  <Select name={`column-${field}`} defaultValue={view.columns[field] ?? ''}>
                    <option value="">{t('people.importing.noColumn')}</option>
                    {view.heads.map((head, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                      <option key={at} value={at}>
                        {head || at + 1}
                      </option>
                    ))}
                  </Select>
                </Field>
              ))}
            </div>
          </Fieldset>
          <Preview view={view} />
          <Fieldset id="for-all" legend={t('people.importing.forAll')} className="mt-8">
            <div className="flex flex-wrap items-start gap-3">
              <Field id="import-course" label={t('people.importing.course')} className="min-w-0 flex-1 basis-60">
                <Select name="course" defaultValue={view.course}>
                  {needsCourse ? null : <option value="">{t('people.importing.noCourse')}</option>}
                  {courses.map(({ id, title }) => (
                    <option key={id} value={id}>
                      {title}
                    </option>
                  ))}
                </Select>
              </Field>
              <Field id="import-until" label={t('people.new.until')} hint={t('people.new.untilHint')}>
                <Input type="date" name="until" defaultValue={view.until} />
              </Field>
            </div>
            <Checkbox name="invite" defaultChecked={view.invite} label={t('people.new.invite')} hint={t('people.new.inviteHint')} />
          </Fieldset>
        </>
      )}
      {isDone ? null : <Outcome view={view} />}
      {view.leftOut ? <LeftOut view={view} isDone={isDone} /> : null}
      {isDone ? null : (
        <div className="mt-6 flex flex-wrap gap-3">
          <Button type="submit" name="intent" value="look-again" busy={busy}>
            {t('people.importing.lookAgain')}
          </Button>
          {count ? (
            <Button type="submit" name="intent" value="import" variant="primary" busy={busy}>
              {submitInWords(t, view)}
            </Button>
          ) : null}
        </div>
      )}
    </Form>
  )
}

function Going({ progress: { done, all }, stop }: { progress: NonNullable<ImportRun['progress']>; stop: () => void }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('people.importing.going')} className="mt-8 flex max-w-xl flex-col gap-4">
      <ProgressBar value={done / all} label={t('people.importing.going')} />
      <p aria-live="polite" className="text-ui tabular-nums">
        {t('people.importing.soFar', { done, count: all })}
      </p>
      <p className="text-sm text-muted">{t('people.importing.goingHint')}</p>
      <Button onClick={stop} className="self-start">
        {t('people.importing.stop')}
      </Button>
    </section>
  )
}

function Preview({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  return (
    <Section title={t('people.importing.preview')} className="mt-8">
      <div className="overflow-x-auto" {...SCROLLS}>
        <table className="w-full min-w-[480px] border-collapse text-sm">
          <thead>
            <tr>
              {view.heads.map((head, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                <th key={at} scope="col" className="border-b border-line-strong py-2 pe-6 text-start font-medium text-muted">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.preview.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
              <tr key={row} className="border-b border-line">
                {view.heads.map((_, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                  <td key={at} className="max-w-60 truncate py-2 pe-6">
                    {cells[at] ?? ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function Outcome({ view }: { view: ImportView }) {
  const { t } = useTranslation()
  return (
    <Section title={t('people.importing.would')} className="mt-8">
      <ul className="flex flex-col gap-1 text-ui">
        <li>{t('people.importing.wouldAdd', { count: view.adds })}</li>
        {view.updates ? <li>{t('people.importing.wouldUpdate', { count: view.updates })}</li> : null}
        {view.same ? <li>{t('people.importing.wouldKeep', { count: view.same })}</li> : null}
      </ul>
    </Section>
  )
}

/** The rows that cannot be brought in, with why, and as a table to be mended. */
function LeftOut({ view, isDone }: { view: ImportView; isDone: boolean }) {
  const { t } = useTranslation()
  const title = t(isDone ? 'people.importing.leftOut' : 'people.importing.wouldRefuse', { count: view.leftOut })
  return (
    <Section title={title} className="mt-8">
      {view.refused.length ? (
        <ul aria-label={title} className="flex max-h-80 flex-col gap-1 overflow-y-auto text-sm" {...SCROLLS}>
          {view.refused.map(({ line, trouble, found }) => (
            <li key={line} className="wrap-anywhere">
              <span className="text-muted tabular-nums">{t('people.importing.line', { line })}</span>{' '}
              {t(`people.importing.trouble.${trouble}`, { found })}
            </li>
          ))}
        </ul>
      ) : null}
      {view.refusedCsv ? (
        <p className="mt-3">
          <a
            download="left-out.csv"
            href={`data:text/csv;charset=utf-8,${encodeURIComponent(view.refusedCsv)}`}
            className="button button-secondary button-sm"
          >
            <Download size={16} />
            {t('people.importing.refusedCsv')}
          </a>
        </p>
      ) : null}
    </Section>
  )
}

function submitInWords(t: TFunction, { adds, updates }: ImportView): string {
  if (!adds) return t('people.importing.submitUpdate', { count: updates })
  return updates ? t('people.importing.submitBoth', { count: adds, updates }) : t('people.importing.submit', { count: adds })
}
