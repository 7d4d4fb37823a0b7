import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { RequestUnreadable } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentence, sentenceFor } from '#app/locales/sentences.ts'
import { deviceOf, requireStaff, staffToken } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Field, Fieldset } from '#app/ui/field.tsx'
import { Checkbox, Input, Select } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { requireProofToReplace, requireProofToWiden } from '#tenants/registry/raising.ts'
import { changeRoleSet, deleteRole, holdersOf, makeRole, roleSet, tickable } from '#tenants/registry/school-roles.ts'
import { rolesIn } from '#tenants/registry/staff-list.ts'
import { ProofNeeded } from '#tenants/registry/two-factor-failures.ts'
import { pageTitle } from '../page-title.ts'
import { afterSuccess } from '../unreachable.ts'
import { nameOfRole } from './role-fields.tsx'

const NEW = 'new'

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, data?.isNew ? catalogue('en').t('staff.roles.new') : data?.set.name, catalogue('en').t('staff.roles.title'))

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant, grants } = requireStaff(context, request, params, 'staff.manage')
  const id = params.role ?? ''
  return context.lectern.schools.registry.read((db) => {
    const { name, permissions, ownCourses } =
      id === NEW ? { name: '', permissions: ['school.see'], ownCourses: false } : roleSet(db, tenant.id, id)
    return {
      school: tenant.slug,
      isNew: id === NEW,
      set: { name, permissions, ownCourses },
      tickable: tickable(grants),
      mustOwn: grants.ownCoursesOnly,
      holders: id === NEW ? 0 : holdersOf(db, tenant.id, id),
      others: rolesIn(db, tenant.id, grants).filter((role) => role.id !== id && role.mayGive),
    }
  })
}

const Sent = z.object({
  intent: z.enum(['keep', 'remove']),
  name: z.string().trim().max(60).default(''),
  ownCourses: z.literal('on').optional(),
  instead: z.string().max(64).default(''),
})

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { tenant, person } = requireStaff(context, request, params, 'staff.manage')
  const { registry } = context.lectern.schools
  const form = await request.formData()
  const sent = Sent.safeParse(Object.fromEntries(form))
  if (!sent.success) throw new RequestUnreadable()
  const { intent, name, ownCourses, instead } = sent.data
  const id = params.role ?? ''
  const change = { schoolId: tenant.id, actor: person.id, device: deviceOf(context, request) }
  const draft = { name, permissions: form.getAll('permission').map(String), ownCourses: ownCourses === 'on' }
  if (intent === 'keep' && !name) return data({ problem: null, prove: false, name: sentence('forms.required') }, 400)
  try {
    const raise = { schoolId: tenant.id, token: staffToken(context, request) }
    registry.read((db) => {
      if (intent === 'remove') requireProofToReplace(db, raise, id, instead)
      else if (id !== NEW) requireProofToWiden(db, raise, id, draft.permissions)
    })
    if (intent === 'remove') await deleteRole(registry, change, id, instead)
    else if (id === NEW) await makeRole(registry, change, draft)
    else await changeRoleSet(registry, change, id, draft)
    return redirect(urls.dashboard.roles(tenant.slug))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data({ problem: sentenceFor(error), prove: error instanceof ProofNeeded, name: null }, error.status)
  }
}

export default function RolePage() {
  const { school, isNew, set, tickable: given, mustOwn, holders, others } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const navigation = useNavigation()
  const { t } = useTranslation()
  const busy = (intent: string) => navigation.formData?.get('intent') === intent
  const title = isNew ? t('staff.roles.new') : set.name
  return (
    <div className="max-w-2xl">
      <PageHeader title={title} crumbs={[{ to: urls.dashboard.roles(school), label: t('staff.roles.title') }, { label: title }]} />
      {answer?.problem ? (
        <Notice
          tone="danger"
          live
          className="mt-6"
          action={
            // Beside this page, which keeps what is ticked.
            answer.prove ? (
              <ButtonLink to={urls.platform.confirm(urls.dashboard.roles(school))} target="_blank" size="sm">
                {t('twoFactor.confirm.first')}
              </ButtonLink>
            ) : undefined
          }
        >
          {answer.problem}
        </Notice>
      ) : null}
      <Form method="post" className="mt-8 flex flex-col items-start gap-8 *:w-full">
        <Field id="name" label={t('staff.roles.name')} hint={t('staff.roles.nameHint')} error={answer?.name ?? null} required>
          <Input name="name" defaultValue={set.name} maxLength={60} autoComplete="off" />
        </Field>
        <Fieldset id="permissions" legend={t('staff.roles.permissions')}>
          {given.map((permission) => (
            <Checkbox
              key={permission}
              name="permission"
              value={permission}
              defaultChecked={set.permissions.includes(permission)}
              // Nobody works where they see nothing.
              disabled={permission === 'school.see'}
              label={t(`staff.may.${permission.replace('.', '_')}.name`)}
              hint={t(`staff.may.${permission.replace('.', '_')}.text`)}
            />
          ))}
        </Fieldset>
        <Checkbox
          name="ownCourses"
          defaultChecked={set.ownCourses || mustOwn}
          label={t('staff.roles.ownCourses')}
          hint={t('staff.roles.ownCoursesHint')}
        />
        <Button type="submit" name="intent" value="keep" variant="primary" busy={busy('keep')} className="sm:w-auto!">
          {t('staff.member.save')}
        </Button>
      </Form>
      {isNew ? null : (
        <Section title={t('staff.roles.remove')} text={t('staff.roles.removeText', { count: holders })} className="mt-12">
          <Form method="post" className="flex flex-wrap items-end gap-3">
            {holders ? (
              <Field id="instead" label={t('staff.roles.instead')} required>
                <Select name="instead" defaultValue="">
                  <option value="" disabled>
                    {t('staff.roles.choose')}
                  </option>
                  {others.map((role) => (
                    <option key={role.id} value={role.id}>
                      {nameOfRole(t, others, role.id)}
                    </option>
                  ))}
                </Select>
              </Field>
            ) : null}
            <Button type="submit" name="intent" value="remove" variant="danger" busy={busy('remove')}>
              {t('staff.roles.remove')}
            </Button>
          </Form>
        </Section>
      )}
    </div>
  )
}
