import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { retryHeader } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { deviceOf, redirectPassed, safeDestination, sourceOf, ticketOf } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { Assertion } from '#tenants/registry/passkey-ceremony.ts'
import { lookAtTicket, passByCode, passByPasskey } from '#tenants/registry/second-step.ts'
import { twoFactorOf } from '#tenants/registry/two-factor.ts'
import { TicketSpent } from '#tenants/registry/two-factor-failures.ts'
import { CodeField } from './code-field.tsx'
import { passkeyAnswer } from './passkey-answer.server.ts'
import { PasskeyButton } from './passkey-button.tsx'

export const meta: MetaFunction = () => [{ title: `${catalogue('en').t('twoFactor.step.title')} · ${catalogue('en').t('platform.name')}` }]

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

const destinationOf = (request: Request) => safeDestination(new URL(request.url).searchParams.get('to'), urls.platform.schools())

export function loader({ context, request }: LoaderFunctionArgs) {
  const { registry } = context.lectern.schools
  const { searchParams } = new URL(request.url)
  const to = destinationOf(request)
  try {
    return registry.read((db) => {
      const has = twoFactorOf(db, lookAtTicket(db, ticketOf(context, request)).person.id)
      const recovery = searchParams.get('way') === 'recovery'
      return { to, recovery, app: has.appSince !== null, passkey: has.passkeys.length > 0 }
    })
  } catch (error) {
    throw error instanceof TicketSpent ? redirect(urls.platform.signInAgain(to)) : error
  }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { schools, throttle } = context.lectern
  const ticket = ticketOf(context, request)
  const to = destinationOf(request)
  const device = deviceOf(context, request)
  try {
    const { person } = schools.registry.read((db) => lookAtTicket(db, ticket))
    const form = await request.formData()
    const code = String(form.get('code') ?? '').slice(0, 64)
    const token =
      form.get('intent') === 'passkey'
        ? await throttle.passkey(sourceOf(context, request), () => passByPasskey(schools, ticket, passkeyAnswer(form, Assertion), device))
        : await throttle.secondStep(person.id, () => passByCode(schools, ticket, code, device))
    return redirectPassed(context, token, to)
  } catch (error) {
    if (error instanceof TicketSpent) return redirect(urls.platform.signInAgain(to))
    if (!(error instanceof Failure)) throw error
    return data({ problem: sentenceFor(error) }, { status: error.status, headers: retryHeader(error) })
  }
}

export default function SecondStep() {
  const { to, recovery, app, passkey } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const navigation = useNavigation()
  const { t } = useTranslation()
  const problem = answer && 'problem' in answer && navigation.state === 'idle' ? answer.problem : undefined
  const busy = navigation.formMethod === 'POST' && navigation.formData?.get('intent') !== 'passkey'
  const lead = recovery ? 'leadRecovery' : app ? 'leadApp' : 'leadPasskey'
  return (
    <PlainFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      title={t('twoFactor.step.title')}
      lead={t(`twoFactor.step.${lead}`)}
      beside={<Cover id="sign-in" ratio="4/3" className="h-full" />}
      foot={
        <Link to={urls.platform.signIn(to)} className="link">
          {t('twoFactor.step.again')}
        </Link>
      }
    >
      {problem && !app && !recovery ? (
        <Notice tone="danger" live className="mb-5">
          {problem}
        </Notice>
      ) : null}
      {app || recovery ? (
        <Form method="post" className="flex flex-col gap-5">
          <CodeField key={String(recovery)} recovery={recovery} problem={problem} />
          <Button type="submit" variant="primary" size="lg" busy={busy}>
            {t('twoFactor.step.submit')}
          </Button>
        </Form>
      ) : null}
      {passkey && !recovery ? (
        <div className={app ? 'mt-3' : ''}>
          <PasskeyButton use="second_step" to={to} label={t('twoFactor.passkey.use')} variant={app ? 'secondary' : 'primary'} />
        </div>
      ) : null}
      <p className="mt-5 text-sm">
        <Link to={urls.platform.secondStep(to, recovery ? undefined : 'recovery')} className="link touch:py-3">
          {t(recovery ? 'twoFactor.step.useOther' : 'twoFactor.step.useRecovery')}
        </Link>
      </p>
      {recovery ? <p className="mt-3 text-sm text-muted">{t('twoFactor.step.lost')}</p> : null}
    </PlainFrame>
  )
}
