import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { type ClientActionFunctionArgs, useActionData, useLoaderData } from '@remix-run/react'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { type SaveAnswer, SaveLine, useSaving } from '#app/dashboard/saving.tsx'
import { orProblem } from '#app/dashboard/unreachable.ts'
import { useLeaveWarning } from '#app/dashboard/use-leave-warning.ts'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { deviceOf, requirePerson } from '#app/sessions.server.ts'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Section } from '#app/ui/page.tsx'
import { renamePerson } from '#tenants/registry/people.ts'
import { accountTitle } from './account-title.ts'

export const meta: MetaFunction = () => accountTitle('staffAccount.profile.tab')

const Profile = z.object({ fullName: z.string('forms.required').trim().min(1, 'forms.required').max(100, 'forms.too_long') })

export const loader = ({ context, request }: LoaderFunctionArgs) => ({ fullName: requirePerson(context, request).name })

export async function action({ context, request }: ActionFunctionArgs) {
  const person = requirePerson(context, request)
  const form = await parseForm(request, Profile)
  if (!form.ok) return data<SaveAnswer>({ savedAt: null, result: form.reply().data, problem: null }, 400)
  await renamePerson(context.lectern.schools.registry, person, form.value.fullName, deviceOf(context, request))
  return data<SaveAnswer>({ savedAt: Date.now(), result: null, problem: null })
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) =>
  orProblem<SaveAnswer>(serverAction, (problem) => ({ savedAt: null, result: null, problem }))

export default function ProfilePage() {
  const loaded = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const warn = useLeaveWarning<'profile'>(t('dashboard.leave'))
  const saving = useSaving(
    useActionData<SaveAnswer>(),
    useCallback((isUnsaved: boolean) => warn('profile', isUnsaved), [warn]),
  )
  const { fields, formProps, errorsOf } = useSchemaForm(Profile, { id: 'profile', lastResult: saving.result, defaultValue: loaded })
  return (
    <Section title={t('staffAccount.profile.title')}>
      <saving.Form method="post" {...formProps} {...saving.form} className="flex flex-col gap-6">
        <Field
          id={fields.fullName.id}
          label={t('staffAccount.profile.name')}
          hint={t('staffAccount.profile.nameHint')}
          error={errorsOf(fields.fullName)}
          required
        >
          <Input name={fields.fullName.name} defaultValue={fields.fullName.initialValue} autoComplete="name" />
        </Field>
        <SaveLine saving={saving} label={t('staffAccount.profile.save')} />
      </saving.Form>
    </Section>
  )
}
