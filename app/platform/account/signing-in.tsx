import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm, readForm } from '#app/forms.server.ts'
import { deviceOf, isFresh, redirectSignedIn, requirePerson, sourceOf } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { PasswordWrong, SignInRefused } from '#tenants/people/failures.ts'
import { askForEmail } from '#tenants/registry/person-email.ts'
import { changePassword, checkPassword } from '#tenants/registry/person-password.ts'
import { hasTwoFactor } from '#tenants/registry/two-factor.ts'
import { ProofNeeded } from '#tenants/registry/two-factor-failures.ts'
import { ChangeEmail, ChangeEmailProven, ChangePassword, EmailForm, type Gate, PasswordChangeForm } from './signing-in-forms.tsx'

const Intent = z.object({ intent: z.enum(['password', 'email']) })

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  const person = requirePerson(context, request)
  const isOn = context.lectern.schools.registry.read((db) => hasTwoFactor(db, person.id))
  const gate: Gate = !isOn ? 'password' : isFresh(context, request) ? 'proven' : 'proof_needed'
  return { email: person.email, isOn, gate }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const person = requirePerson(context, request)
  const { intent } = await readForm(request.clone(), Intent)
  const { schools, throttle } = context.lectern
  const device = deviceOf(context, request)
  const isOn = schools.registry.read((db) => hasTwoFactor(db, person.id))
  const email = isOn ? ChangeEmailProven : ChangeEmail
  const form = await (intent === 'password' ? parseForm(request, ChangePassword) : parseForm(request, email))
  const answer = (reply: ReturnType<typeof form.reply>) => data({ intent, result: reply.data }, reply.init ?? 400)
  if (!form.ok) return answer(form.reply())
  const { value } = form
  try {
    // Whoever sits at an open laptop is not yet its owner, and gets no more tries than at the door.
    if ('current' in value) await throttle.signIn(sourceOf(context, request), person.email, () => checkPassword(person, value.current))
    else if (!isFresh(context, request)) throw new ProofNeeded()
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
  const { email, isOn, gate } = useLoaderData<typeof loader>()
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
      <EmailForm key={`${email}-${done}`} email={email} gate={gate} result={answer?.intent === 'email' ? answer.result : undefined} />
      <TwoFactorCard isOn={isOn} />
      <PasswordChangeForm key={done} result={answer?.intent === 'password' ? answer.result : undefined} />
    </>
  )
}

function TwoFactorCard({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation()
  const state = isOn ? 'on' : 'off'
  return (
    <Section
      title={t('twoFactor.card.title')}
      aside={<Chip tone={isOn ? 'good' : 'neutral'}>{t(`twoFactor.card.state.${state}`)}</Chip>}
      text={t(`twoFactor.card.${state}`)}
      className="mt-12"
    >
      <ButtonLink to={urls.platform.twoFactor()}>{t(isOn ? 'twoFactor.card.manage' : 'twoFactor.card.setUp')}</ButtonLink>
    </Section>
  )
}
