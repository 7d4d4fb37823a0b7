import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { deviceOf, proveFirst, requireStaff, staffToken } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure, fail } from '#lib/failure.ts'
import { setTaught, taughtIds } from '#tenants/courses/taught-by.ts'
import { changeRole, removeStaff } from '#tenants/registry/change-staff.ts'
import { requireProofToRaise } from '#tenants/registry/raising.ts'
import { StaffUnknown } from '#tenants/registry/staff-failures.ts'
import { rolesIn, staffOf } from '#tenants/registry/staff-list.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess } from '../unreachable.ts'
import { chosenCourses, givableCourses } from './chosen-courses.server.ts'
import { CourseFields, RoleFields } from './role-fields.tsx'

const Intent = z.object({ intent: z.enum(['change', 'remove']), role: z.string().max(64).optional() })

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, data?.member.name, catalogue('en').t('staff.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'staff.manage')
  const { tenant, grants } = staff
  const personId = params.person ?? ''
  const courses = givableCourses(staff)
  const taught = tenant.read((db) => taughtIds(db, personId))
  return context.lectern.schools.registry.read((db) => {
    const [found] = staffOf(db, tenant.id, grants, personId)
    const { name, email, role, mayChange } = found ?? fail(new StaffUnknown())
    // What was chosen before somebody had to prove who they are.
    const chosen = new URL(request.url).searchParams.get('role')?.slice(0, 64) ?? role
    return { school: tenant.slug, chosen, member: { name, email, mayChange }, roles: rolesIn(db, tenant.id, grants), courses, taught }
  })
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const staff = requireStaff(context, request, params, 'staff.manage')
  const { tenant, person } = staff
  const { registry } = context.lectern.schools
  const form = await request.clone().formData()
  const { intent, role = '' } = await readForm(request, Intent)
  const personId = params.person ?? ''
  const change = { schoolId: tenant.id, actor: person.id, personId, device: deviceOf(context, request) }
  try {
    if (intent === 'remove') {
      await removeStaff(registry, change)
      return redirect(personId === person.id ? urls.platform.schools() : urls.dashboard.staff(tenant.slug, personId))
    }
    const raise = { schoolId: tenant.id, token: staffToken(context, request) }
    proveFirst(urls.dashboard.member(tenant.slug, personId, role), () =>
      registry.read((db) => requireProofToRaise(db, raise, personId, role)),
    )
    await changeRole(registry, change, role)
    const givable = givableCourses(staff).map(({ id }) => id)
    const chosen = chosenCourses(staff, form)
    // Of courses this manager does not see, nothing is changed.
    await tenant.transact((tx) =>
      setTaught(tx, person.id, personId, [...taughtIds(tx, personId).filter((id) => !givable.includes(id)), ...chosen]),
    )
    return redirect(urls.dashboard.staff(tenant.slug))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data({ problem: sentenceFor(error) }, error.status)
  }
}

export default function Member() {
  const { school, chosen, member, roles, courses, taught } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const navigation = useNavigation()
  const { t } = useTranslation()
  const busy = (intent: string) => navigation.formData?.get('intent') === intent
  return (
    <div className="max-w-2xl">
      <PageHeader
        title={member.name}
        lead={member.email}
        crumbs={[{ to: urls.dashboard.staff(school), label: t('staff.title') }, { label: member.name }]}
      />
      {answer?.problem ? (
        <Notice tone="danger" live className="mt-6">
          {answer.problem}
        </Notice>
      ) : null}
      {member.mayChange ? (
        <>
          <Form method="post" className="mt-8 flex flex-col items-start gap-8 *:w-full">
            <RoleFields roles={roles} chosen={chosen} />
            <CourseFields courses={courses} taught={taught} />
            <Button type="submit" name="intent" value="change" variant="primary" busy={busy('change')} className="sm:w-auto!">
              {t('staff.member.save')}
            </Button>
          </Form>
          <Section title={t('staff.member.removeTitle')} text={t('staff.member.removeText')} className="mt-12">
            <Form method="post">
              <Button type="submit" name="intent" value="remove" busy={busy('remove')}>
                {t('staff.member.remove')}
              </Button>
            </Form>
          </Section>
        </>
      ) : (
        <Notice className="mt-8">{t('staff.member.notYours')}</Notice>
      )}
    </div>
  )
}
