import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, Form, useActionData, useLoaderData, useLocation, useNavigation } from '@remix-run/react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { onlyOf, requireStaff } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Textarea } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { FileDrop } from '#app/ui/upload/file-drop.tsx'
import { urls } from '#app/urls.ts'
import { coursesToChoose } from '#tenants/people/student-list.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess, orProblem } from '../unreachable.ts'
import { answerImport, type ImportAnswer } from './import.server.ts'
import { ImportPlanPart } from './import-plan-part.tsx'
import { useImport } from './use-import.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('people.importing.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.manage')
  const reach = onlyOf(staff)
  return { school: staff.tenant.slug, needsCourse: reach !== undefined, courses: staff.tenant.read((db) => coursesToChoose(db, reach)) }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.manage')
  const answer = await answerImport(staff, await request.formData())
  return data(answer, answer.problem ? 422 : 200)
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) =>
  orProblem<ImportAnswer>(serverAction, (problem) => ({ problem, field: null, pasted: '', view: null, done: null, left: 0 }))

/** What came of an import is of the page that did it, and gone with the next one. */
export default function ImportPage() {
  return <Import key={useLocation().key} />
}

function Import() {
  const { school, courses, needsCourse } = useLoaderData<typeof loader>()
  const sent = useActionData<typeof action>()
  const { t } = useTranslation()
  const run = useImport()
  const busy = useNavigation().state !== 'idle'
  const answer = run.answer ?? sent
  // Without a line the answer has none: what was looked at stays.
  const view = answer?.view ?? sent?.view
  const done = answer?.done
  const isOver = Boolean(done) && !answer?.problem && !answer?.left
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('people.title'), to: urls.dashboard.people(school) }, { label: t('people.importing.title') }]}
        title={t('people.importing.title')}
        lead={isOver ? undefined : t('people.importing.lead')}
      />
      {answer?.problem && !answer.field ? (
        <Notice tone="danger" live className="mt-6">
          {answer.problem}
        </Notice>
      ) : null}
      {done ? (
        <Notice
          tone={isOver ? 'good' : 'caution'}
          live
          className="mt-6"
          action={
            <>
              {/* The newest stand first. */}
              <ButtonLink to={urls.dashboard.people(school)}>
                {done.added ? t('people.importing.toAdded', { count: done.added }) : t('people.importing.toList')}
              </ButtonLink>
              {isOver ? <ButtonLink to={urls.dashboard.importPeople(school)}>{t('people.importing.another')}</ButtonLink> : null}
            </>
          }
        >
          {isOver ? doneInWords(t, done) : t('people.importing.doneInPart', { ...done })}
        </Notice>
      ) : null}
      {view ? (
        <ImportPlanPart key={view.text} view={view} courses={courses} needsCourse={needsCourse} busy={busy} run={run} isDone={isOver} />
      ) : (
        <Form method="post" encType="multipart/form-data" className="mt-8 flex max-w-2xl flex-col gap-5">
          <FileDrop
            id="import-file"
            name="file"
            accept=".csv,.tsv,.txt,text/csv,text/plain"
            label={t('people.importing.file')}
            hint={t('people.importing.fileHint')}
            error={answer?.field === 'file' ? answer.problem : null}
          />
          <Field id="import-text" label={t('people.importing.paste')} error={answer?.field === 'text' ? answer.problem : null}>
            <Textarea name="text" rows={8} defaultValue={answer?.pasted ?? ''} spellCheck={false} className="font-mono text-sm" />
          </Field>
          {needsCourse ? <input type="hidden" name="course" value={courses[0]?.id ?? ''} /> : null}
          <Button type="submit" name="intent" value="look" variant="primary" className="self-start" busy={busy}>
            {t('people.importing.look')}
          </Button>
        </Form>
      )}
    </>
  )
}

function doneInWords(t: TFunction, { added, updated, refused }: NonNullable<ImportAnswer['done']>): string {
  const parts = [
    t('people.importing.done.added', { count: added }),
    updated ? t('people.importing.done.updated', { count: updated }) : '',
    refused ? t('people.importing.done.refused', { count: refused }) : '',
  ]
  return parts.filter(Boolean).join(' ')
}
