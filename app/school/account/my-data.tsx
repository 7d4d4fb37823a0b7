import { type ActionFunctionArgs, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { pageTitle } from '#app/school/page-title.ts'
import { forgetStudent, requireSession } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { enrollmentsOf } from '#tenants/learning/enrollments-of.ts'
import { askForDeletion } from '#tenants/people/deletion.ts'
import { SignInRefused } from '#tenants/people/failures.ts'
import { proofsOf } from '#tenants/people/proof.ts'
import { ProofForm } from './forms.ts'
import { canProve, ProofField } from './proof-field.tsx'
import { prove } from './prove.server.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('account.data.title'))

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  const { tenant, student, session } = requireSession(context, request)
  return tenant.read((db) => ({
    proofs: proofsOf(db, student, session),
    courses: enrollmentsOf(db, student.id).map(({ courseId, title }) => ({ courseId, title })),
  }))
}

export async function action({ context, request }: ActionFunctionArgs) {
  const who = requireSession(context, request)
  const form = await parseForm(request, ProofForm)
  if (!form.ok) return form.reply()
  try {
    await prove(context, request, who, form.value.password)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return form.reply(error, error instanceof SignInRefused ? 'password' : undefined)
  }
  const eraseAt = await askForDeletion(who.tenant, who.student.id)
  return redirect(urls.school.signInLeaving(eraseAt), { headers: forgetStudent(context) })
}

export default function MyData() {
  const { proofs, courses } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const lastResult = useActionData<typeof action>()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(ProofForm, { id: 'delete', lastResult })
  return (
    <>
      <Section title={t('account.data.export')} text={t('account.data.exportText')}>
        <ButtonLink to={urls.school.accountExport()} reloadDocument download icon={Download}>
          {t('account.data.download')}
        </ButtonLink>
      </Section>
      <Section title={t('account.data.delete')} text={t(courses.length ? 'account.data.deleteText' : 'account.data.deleteNone')}>
        {courses.length ? (
          <ul className="mb-4 border-s-2 border-danger ps-4 font-serif text-lg">
            {courses.map(({ courseId, title }) => (
              <li key={courseId}>{title}</li>
            ))}
          </ul>
        ) : null}
        <p className="mb-5 max-w-[68ch] text-ui text-soft">{t('account.data.deleteGrace')}</p>
        <Form method="post" {...formProps} className="flex max-w-md flex-col gap-5">
          {formErrors ? (
            <Notice tone="danger" live>
              {formErrors.join(' ')}
            </Notice>
          ) : null}
          <ProofField proofs={proofs} id={fields.password.id} errors={errorsOf(fields.password)} />
          {canProve(proofs) ? (
            <Button type="submit" variant="danger" busy={busy} className="self-start">
              {t('account.data.deleteAction')}
            </Button>
          ) : null}
        </Form>
      </Section>
    </>
  )
}
