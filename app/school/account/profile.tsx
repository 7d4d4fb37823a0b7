import type { SubmissionResult } from '@conform-to/react'
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { avatarOf } from '#app/school/avatar.ts'
import { pageTitle } from '#app/school/page-title.ts'
import { requireSession } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Section } from '#app/ui/page.tsx'
import { SaveState } from '#app/ui/save-state.tsx'
import { AvatarUnreadable } from '#tenants/people/failures.ts'
import { renameStudent, setAvatar } from '#tenants/people/profile.ts'
import { AvatarField } from './avatar-field.tsx'
import { NameForm } from './forms.ts'

export interface ProfileAnswer {
  readonly savedAt: number | null
  readonly result: SubmissionResult<string[]> | null
  readonly problem: string | null
}

const nothing: ProfileAnswer = { savedAt: null, result: null, problem: null }

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('account.profile.title'))

export function loader({ context, request }: LoaderFunctionArgs) {
  const { student } = requireSession(context, request)
  return { name: student.name, avatar: avatarOf(student) }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { tenant, student } = requireSession(context, request)
  const sent = await request.clone().formData()
  const intent = sent.get('intent')
  if (intent === 'picture' || intent === 'no-picture') {
    try {
      const file = sent.get('picture')
      if (intent === 'picture' && !(file instanceof Blob && file.size > 0)) throw new AvatarUnreadable()
      await setAvatar(tenant, student.id, file instanceof Blob && intent === 'picture' ? new Uint8Array(await file.arrayBuffer()) : null)
      return data(nothing)
    } catch (error) {
      if (!(error instanceof AvatarUnreadable)) throw error
      return data({ ...nothing, problem: sentenceFor(error) }, error.status)
    }
  }
  const form = await parseForm(request, NameForm)
  if (!form.ok) return data({ ...nothing, result: form.reply().data }, 400)
  await renameStudent(tenant, student.id, form.value.name)
  return data({ ...nothing, savedAt: Date.now() })
}

export default function Profile() {
  const { name, avatar } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { t } = useTranslation()
  const { fields, formProps, errorsOf, busy } = useSchemaForm(NameForm, {
    id: 'profile',
    lastResult: answer?.result ?? undefined,
    defaultValue: { name },
  })
  return (
    <>
      <AvatarField name={name} avatar={avatar} problem={answer?.problem ?? null} />
      <Section title={t('account.profile.title')}>
        <Form method="post" {...formProps} className="flex max-w-md flex-col gap-5">
          <Field
            id={fields.name.id}
            label={t('account.profile.name')}
            hint={t('account.profile.nameHint')}
            error={errorsOf(fields.name) ?? null}
            required
          >
            <Input name={fields.name.name} defaultValue={fields.name.initialValue} autoComplete="name" maxLength={100} />
          </Field>
          <div className="flex items-center gap-4">
            <Button type="submit" variant="primary" busy={busy}>
              {t('account.profile.save')}
            </Button>
            {busy ? <SaveState state="saving" /> : answer?.savedAt ? <SaveState state="saved" savedAt={answer.savedAt} /> : null}
          </div>
        </Form>
      </Section>
    </>
  )
}
