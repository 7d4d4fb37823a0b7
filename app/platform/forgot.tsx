import type { ActionFunctionArgs, HeadersFunction, MetaFunction } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { tooLong } from '#app/locales/sentences.ts'
import { mailboxUrl } from '#app/mailbox.server.ts'
import { MailboxLink } from '#app/mailbox-link.tsx'
import { deviceOf, sourceOf } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { Field } from '#app/ui/field.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Input } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { mailPasswordLink } from '#tenants/registry/person-password.ts'

const Asked = z.object({ email: z.email({ error: 'forms.email' }).max(254, tooLong(254)) })

export const meta: MetaFunction = () => [
  { title: `${catalogue('en').t('staffAccount.forgot.title')} · ${catalogue('en').t('platform.name')}` },
]

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export const loader = ({ context }: ActionFunctionArgs) => ({ mailbox: mailboxUrl(context) })

/** The same answer whether there is such an account or not. */
export async function action({ context, request }: ActionFunctionArgs) {
  const form = await parseForm(request, Asked)
  if (!form.ok) return form.reply()
  const { email } = form.value
  const { schools, throttle } = context.lectern
  try {
    await throttle.letter(sourceOf(context, request), () => mailPasswordLink(schools.registry, email, deviceOf(context, request)))
  } catch (error) {
    return form.reply(error)
  }
  return { sent: email }
}

export default function Forgot() {
  const { t } = useTranslation()
  const { mailbox } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const sent = answer && 'sent' in answer ? answer.sent : undefined
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(Asked, {
    id: 'forgot',
    lastResult: answer && !('sent' in answer) ? answer : undefined,
    defaultValue: { email: sent },
  })
  return (
    <PlainFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      title={t('staffAccount.forgot.title')}
      lead={t('staffAccount.forgot.lead')}
      beside={<Cover id="sign-in" ratio="4/3" className="h-full" />}
      foot={
        <Link to={urls.platform.signIn()} className="link">
          {t('staffAccount.forgot.back')}
        </Link>
      }
    >
      {sent ? (
        <Notice tone="good" live className="mb-6">
          {t('staffAccount.forgot.sent', { email: sent })}
        </Notice>
      ) : null}
      <Form method="post" {...formProps} className="flex flex-col gap-5">
        {formErrors ? (
          <Notice tone="danger" live>
            {formErrors.join(' ')}
          </Notice>
        ) : null}
        <Field id={fields.email.id} label={t('platform.signIn.email')} error={errorsOf(fields.email)} required>
          <Input
            name={fields.email.name}
            defaultValue={fields.email.initialValue}
            type="email"
            autoComplete="email"
            inputMode="email"
            autoFocus
          />
        </Field>
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          {t('staffAccount.forgot.submit')}
        </Button>
      </Form>
      <MailboxLink to={mailbox} />
    </PlainFrame>
  )
}
