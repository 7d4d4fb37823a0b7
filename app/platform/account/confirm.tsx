import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { retryHeader } from '#app/forms.server.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { changingOf, requirePerson, safeDestination, sourceOf } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { PasswordInput } from '#app/ui/input.tsx'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { PasswordWrong, SignInRefused } from '#tenants/people/failures.ts'
import { hasPassword } from '#tenants/people/passwords.ts'
import { Assertion } from '#tenants/registry/passkey-ceremony.ts'
import { proveByPasskey, proveByPassword } from '#tenants/registry/second-step.ts'
import { twoFactorOf } from '#tenants/registry/two-factor.ts'
import { CodeField } from '../code-field.tsx'
import { passkeyAnswer } from '../passkey-answer.server.ts'
import { PasskeyButton } from '../passkey-button.tsx'
import { accountTitle } from './account-title.ts'

export const meta: MetaFunction = () => accountTitle('twoFactor.confirm.title')

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

const destinationOf = (request: Request) => safeDestination(new URL(request.url).searchParams.get('to'), urls.platform.twoFactor())

export function loader({ context, request }: LoaderFunctionArgs) {
  const person = requirePerson(context, request)
  const { isOn, appSince, passkeys } = context.lectern.schools.registry.read((db) => twoFactorOf(db, person.id))
  const recovery = new URL(request.url).searchParams.get('way') === 'recovery'
  return {
    to: destinationOf(request),
    isOn,
    app: appSince !== null,
    passkey: passkeys.length > 0,
    recovery,
    hasPassword: hasPassword(person.passwordHash),
  }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const changing = changingOf(context, request)
  const { person } = changing
  const { schools, throttle } = context.lectern
  const source = sourceOf(context, request)
  const form = await request.formData()
  const text = (name: string) => String(form.get(name) ?? '').slice(0, 200)
  try {
    if (form.get('intent') === 'passkey')
      await throttle.passkey(source, () => proveByPasskey(schools, changing, passkeyAnswer(form, Assertion)))
    else {
      const given = { password: text('current'), code: text('code') }
      await throttle.signIn(source, person.email, () => throttle.secondStep(person.id, () => proveByPassword(schools, changing, given)))
    }
    return redirect(destinationOf(request))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const isPassword = error instanceof SignInRefused
    const told = isPassword ? new PasswordWrong() : error
    return data({ problem: sentenceFor(told), isPassword }, { status: told.status, headers: retryHeader(told) })
  }
}

export default function Confirm() {
  const { to, isOn, app, passkey, recovery, hasPassword } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const navigation = useNavigation()
  const { t } = useTranslation()
  const problem = answer && 'problem' in answer && navigation.state === 'idle' ? answer : undefined
  const asksCode = app || recovery
  const problemOf = (isPassword: boolean) => (problem && (problem.isPassword || !asksCode) === isPassword ? problem.problem : undefined)
  return (
    <Section title={t('twoFactor.confirm.title')} text={t('twoFactor.confirm.lead')}>
      <div className="flex max-w-md flex-col gap-6">
        {passkey ? (
          <PasskeyButton use="proof" to={to} label={t('twoFactor.passkey.use')} variant={asksCode ? 'secondary' : 'primary'} />
        ) : null}
        {passkey && asksCode && hasPassword ? <p className="text-sm text-muted">{t('twoFactor.confirm.or')}</p> : null}
        {hasPassword ? null : <NoPasswordYet />}
        {!hasPassword || (isOn && !asksCode) ? null : (
          <Form method="post" className="flex flex-col items-start gap-5 *:w-full">
            <Field id="current" label={t('twoFactor.confirm.password')} error={problemOf(true)} required>
              <PasswordInput name="current" autoComplete="current-password" />
            </Field>
            {isOn ? <CodeField key={String(recovery)} recovery={recovery} problem={problemOf(false)} autoFocus={false} /> : null}
            <Button
              type="submit"
              variant="primary"
              busy={navigation.formMethod === 'POST' && navigation.formData?.get('intent') !== 'passkey'}
              className="sm:w-auto!"
            >
              {t('twoFactor.confirm.submit')}
            </Button>
          </Form>
        )}
        {isOn && hasPassword ? (
          <p className="text-sm">
            <Link to={urls.platform.confirm(to, recovery ? undefined : 'recovery')} className="link touch:py-3">
              {t(recovery ? 'twoFactor.step.useOther' : 'twoFactor.step.useRecovery')}
            </Link>
          </p>
        ) : null}
      </div>
    </Section>
  )
}

/** For who signs in by an account elsewhere alone. */
function NoPasswordYet() {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col items-start gap-4">
      <p className="text-muted">{t('twoFactor.confirm.noPassword')}</p>
      <ButtonLink to={urls.platform.signingIn()}>{t('twoFactor.confirm.choosePassword')}</ButtonLink>
    </div>
  )
}
