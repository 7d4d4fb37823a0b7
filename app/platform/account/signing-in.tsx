import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { offerProviders } from '#app/oauth/providers.server.ts'
import { requirePerson } from '#app/sessions.server.ts'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { hasPassword } from '#tenants/people/passwords.ts'
import { identitiesOfPerson } from '#tenants/registry/person-identities.ts'
import { changeSigningIn } from './change-signing-in.server.ts'
import { IdentitiesSection } from './identities-section.tsx'
import { NoPassword } from './no-password.tsx'
import { EmailForm, PasswordChangeForm } from './signing-in-forms.tsx'

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  const person = requirePerson(context, request)
  return {
    email: person.email,
    hasPassword: hasPassword(person.passwordHash),
    providers: offerProviders(context),
    identities: identitiesOfPerson(context.lectern.schools.registry, person.id),
    now: Date.now(),
  }
}

export const action = ({ context, request }: ActionFunctionArgs) => changeSigningIn(context, request, requirePerson(context, request))

const DONE = ['password', 'asked', 'email', 'linked'] as const

export default function SigningIn() {
  const { email, hasPassword, providers, identities, now } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const [search] = useSearchParams()
  const { t } = useTranslation()
  const done = answer ? undefined : DONE.find((one) => one === search.get('done'))
  const resultOf = (intent: string) => (answer?.intent === intent ? (answer.result ?? undefined) : undefined)
  return (
    <ClockProvider now={now}>
      {done ? (
        <Notice tone="good" live className="mb-8">
          {t(done === 'linked' ? 'oauth.account.linked' : `staffAccount.signingIn.done.${done}`)}
        </Notice>
      ) : null}
      {answer?.problem ? (
        <Notice tone="danger" live className="mb-8">
          {answer.problem}
        </Notice>
      ) : null}
      {hasPassword ? (
        <>
          {/* A form begins anew when it has done its work. */}
          <EmailForm key={`${email}-${done}`} email={email} result={resultOf('email')} />
          <PasswordChangeForm key={done} result={resultOf('password')} />
        </>
      ) : (
        <NoPassword sentTo={answer?.sentTo ?? undefined} />
      )}
      <IdentitiesSection providers={providers} identities={identities} hasPassword={hasPassword} result={resultOf('link')} />
    </ClockProvider>
  )
}
