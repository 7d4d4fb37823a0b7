import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { checkCourse, onlyOf, requireStaff } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Checkbox, Input, Select } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { admitStudent } from '#tenants/people/admit.ts'
import { EmailTaken, NotAllowed } from '#tenants/people/failures.ts'
import { coursesToChoose } from '#tenants/people/student-list.ts'
import { pageTitle } from '../page-title.ts'
import { NewStudent } from './new-student-schema.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('people.new.title'))

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.manage')
  return {
    school: staff.tenant.slug,
    courses: staff.tenant.read((db) => coursesToChoose(db, onlyOf(staff))),
    needsCourse: onlyOf(staff) !== undefined,
  }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'people.manage')
  const { tenant, person } = staff
  const form = await parseForm(request, NewStudent)
  if (!form.ok) return form.reply()
  const { name, email, course, until, invite } = form.value
  if (course) checkCourse(staff, course)
  // Who sees only students of their own courses would make one that they cannot see.
  else if (onlyOf(staff) !== undefined) throw new NotAllowed()
  const endsAt = until ? Date.parse(`${until}T23:59:59.999Z`) : null
  try {
    const id = await admitStudent(tenant, person.id, { name, email, courseIds: course ? [course] : [], endsAt }, invite === 'on')
    return redirect(urls.dashboard.student(tenant.slug, id))
  } catch (error) {
    return form.reply(error, error instanceof EmailTaken ? 'email' : 'until')
  }
}

export default function NewStudentPage() {
  const { school, courses, needsCourse } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(NewStudent, {
    id: 'new-student',
    lastResult: useActionData<typeof action>(),
  })
  return (
    <>
      <PageHeader
        crumbs={[{ label: t('people.title'), to: urls.dashboard.people(school) }, { label: t('people.new.title') }]}
        title={t('people.new.title')}
        lead={t('people.new.lead')}
      />
      <Form method="post" {...formProps} className="mt-8 flex max-w-md flex-col gap-5">
        {formErrors?.length ? (
          <Notice tone="danger" live>
            {formErrors.join(' ')}
          </Notice>
        ) : null}
        <Field id={fields.name.id} label={t('people.new.name')} error={errorsOf(fields.name) ?? null} required>
          <Input name="name" defaultValue={fields.name.initialValue} autoComplete="off" maxLength={120} />
        </Field>
        <Field id={fields.email.id} label={t('people.new.email')} error={errorsOf(fields.email) ?? null} required>
          <Input name="email" type="email" defaultValue={fields.email.initialValue} autoComplete="off" />
        </Field>
        {courses.length ? (
          <Field id={fields.course.id} label={t('people.course')} error={errorsOf(fields.course) ?? null}>
            <Select name="course" defaultValue={fields.course.initialValue}>
              {needsCourse ? null : <option value="">{t('people.noCourse')}</option>}
              {courses.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </Select>
          </Field>
        ) : null}
        <Field id={fields.until.id} label={t('people.new.until')} hint={t('people.new.untilHint')} error={errorsOf(fields.until) ?? null}>
          <Input name="until" type="date" defaultValue={fields.until.initialValue} />
        </Field>
        <Checkbox
          name="invite"
          defaultChecked={fields.invite.initialValue === 'on'}
          label={t('people.new.invite')}
          hint={t('people.new.inviteHint')}
        />
        <div className="flex gap-3">
          <Button type="submit" variant="primary" busy={busy}>
            {t('people.new.submit')}
          </Button>
          <ButtonLink to={urls.dashboard.people(school)}>{t('people.title')}</ButtonLink>
        </div>
      </Form>
    </>
  )
}
