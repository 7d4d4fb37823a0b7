import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm, readForm } from '#app/forms.server.ts'
import { deviceOf, redirectSignedIn, requirePerson, sourceOf } from '#app/sessions.server.ts'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { PasswordWrong, SignInRefused } from '#tenants/people/failures.ts'
import { askForEmail } from '#tenants/registry/person-email.ts'
import { changePassword, checkPassword } from '#tenants/registry/person-password.ts'
import { ChangeEmail, ChangePassword, EmailForm, PasswordChangeForm } from './signing-in-forms.tsx'

const Intent = z.object({ intent: z.enum(['password', 'email']) })

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export const loader = ({ context, request }: LoaderFunctionArgs) => ({ email: requirePerson(context, request).email })

export async function action({ context, request }: ActionFunctionArgs) {
  const person = requirePerson(context, request)
  const { intent } = await readForm(request.clone(), Intent)
  const { schools, throttle } = context.lectern
  const device = deviceOf(context, request)
  const form = await (intent === 'password' ? parseForm(request, ChangePassword) : parseForm(request, ChangeEmail))
  const answer = (reply: ReturnType<typeof form.reply>) => data({ intent, result: reply.data }, reply.init ?? 400)
  if (!form.ok) return answer(form.reply())
  const { value } = form
  try {
    // Whoever sits at an open laptop is not yet its owner, and gets no more tries than at the door.
    await throttle.signIn(sourceOf(context, request), person.email, () => checkPassword(person, value.current))
    if ('email' in value) {
      await askForEmail(schools.registry, person, value.email, device)
      return redirect(urls.platform.signingIn('asked'))
    }
    const token = await changePassword(schools.registry, person, value.password, device)
    return redirectSignedIn(context, 'staff', token, urls.platform.signingIn('password'))
  } catch (error) {
    return answer(error instanceof SignInRefused ? form.reply(new PasswordWrong(), 'current') : form.reply(error))
  }
}

const DONE = ['password', 'asked', 'email'] as const

export default function SigningIn() {
  const { email } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const [search] = useSearchParams()
  const { t } = useTranslation()
  const done = answer ? undefined : DONE.find((one) => one === search.get('done'))
  return (
    <>
      {done ? (
        <Notice tone="good" live className="mb-8">
          {t(`staffAccount.signingIn.done.${done}`)}
        </Notice>
      ) : null}
      {/* A form begins anew when it has done its work. */}
      <EmailForm key={`${email}-${done}`} email={email} result={answer?.intent === 'email' ? answer.result : undefined} />
      <PasswordChangeForm key={done} result={answer?.intent === 'password' ? answer.result : undefined} />
    </>
  )
}
