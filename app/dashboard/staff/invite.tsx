import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { tooLong } from '#app/locales/sentences.ts'
import { deviceOf, proveFirst, requireStaff, staffToken } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { invite } from '#tenants/registry/invitations.ts'
import { requireProofToInvite } from '#tenants/registry/raising.ts'
import { AlreadyInvited, AlreadyStaff } from '#tenants/registry/staff-failures.ts'
import { rolesIn } from '#tenants/registry/staff-list.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess } from '../unreachable.ts'
import { chosenCourses, givableCourses } from './chosen-courses.server.ts'
import { CourseFields, RoleFields } from './role-fields.tsx'

const Wanted = z.object({
  email: z.email({ error: 'forms.email' }).max(254, tooLong(254)),
  role: z.string('forms.required').min(1, 'forms.required').max(64),
})

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('staff.form.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'staff.manage')
  const { tenant, grants } = staff
  const courses = givableCourses(staff)
  const roles = context.lectern.schools.registry.read((db) => rolesIn(db, tenant.id, grants))
  const { searchParams } = new URL(request.url)
  // What was typed before somebody had to prove who they are.
  const begun = { email: searchParams.get('email')?.slice(0, 254) ?? '', role: searchParams.get('role')?.slice(0, 64) ?? 'instructor' }
  return { school: tenant.slug, courses, roles, begun }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'staff.manage')
  const { tenant, person } = staff
  const courses = chosenCourses(staff, await request.clone().formData())
  const form = await parseForm(request, Wanted)
  if (!form.ok) return form.reply()
  const { registry } = context.lectern.schools
  const { email, role } = form.value
  const raise = { schoolId: tenant.id, token: staffToken(context, request) }
  proveFirst(urls.dashboard.inviteStaff(tenant.slug, { email, role }), () => registry.read((db) => requireProofToInvite(db, raise, role)))
  try {
    await invite(registry, tenant.id, person.id, { ...form.value, courses }, deviceOf(context, request))
  } catch (error) {
    return form.reply(error, error instanceof AlreadyStaff || error instanceof AlreadyInvited ? 'email' : undefined)
  }
  return redirect(urls.dashboard.staff(tenant.slug))
}

export default function Invite() {
  const { school, courses, roles, begun } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(Wanted, {
    id: 'invite',
    lastResult: useActionData<typeof action>(),
    defaultValue: begun,
  })
  return (
    <div className="max-w-2xl">
      <PageHeader
        title={t('staff.form.title')}
        lead={t('staff.form.lead')}
        crumbs={[{ to: urls.dashboard.staff(school), label: t('staff.title') }, { label: t('staff.form.title') }]}
      />
      <Form method="post" {...formProps} className="mt-8 flex flex-col items-start gap-8 *:w-full">
        {formErrors ? (
          <Notice tone="danger" live>
            {formErrors.join(' ')}
          </Notice>
        ) : null}
        <Field id={fields.email.id} label={t('staff.form.email')} error={errorsOf(fields.email)} required>
          <Input name={fields.email.name} defaultValue={fields.email.initialValue} type="email" inputMode="email" autoComplete="off" />
        </Field>
        <RoleFields roles={roles} chosen={fields.role.initialValue} error={errorsOf(fields.role)} />
        <CourseFields courses={courses} taught={[]} />
        <Button type="submit" variant="primary" busy={busy} className="sm:w-auto!">
          {t('staff.form.submit')}
        </Button>
      </Form>
    </div>
  )
}
