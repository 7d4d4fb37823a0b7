import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { offerProviders } from '#app/oauth/providers.server.ts'
import { isFresh, requirePerson } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { hasPassword } from '#tenants/people/passwords.ts'
import { identitiesOfPerson } from '#tenants/registry/person-identities.ts'
import { hasTwoFactor } from '#tenants/registry/two-factor.ts'
import { accountTitle } from './account-title.ts'
import { changeSigningIn } from './change-signing-in.server.ts'
import { IdentitiesSection } from './identities-section.tsx'
import { NoPassword } from './no-password.tsx'
import { EmailForm, type Gate, PasswordChangeForm } from './signing-in-forms.tsx'

export const meta: MetaFunction = () => accountTitle('staffAccount.signingIn.tab')

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  const person = requirePerson(context, request)
  const isOn = context.lectern.schools.registry.read((db) => hasTwoFactor(db, person.id))
  const gate: Gate = !isOn ? 'password' : isFresh(context, request) ? 'proven' : 'proof_needed'
  return {
    email: person.email,
    isOn,
    gate,
    hasPassword: hasPassword(person.passwordHash),
    providers: offerProviders(context),
    identities: identitiesOfPerson(context.lectern.schools.registry, person.id),
    now: Date.now(),
  }
}

export const action = ({ context, request }: ActionFunctionArgs) => changeSigningIn(context, request, requirePerson(context, request))

const DONE = ['password', 'asked', 'email', 'linked'] as const

export default function SigningIn() {
  const { email, isOn, gate, hasPassword, providers, identities, now } = useLoaderData<typeof loader>()
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
          <EmailForm key={`${email}-${done}`} email={email} gate={gate} result={resultOf('email')} />
          <PasswordChangeForm key={done} result={resultOf('password')} />
        </>
      ) : (
        <NoPassword sentTo={answer?.sentTo ?? undefined} />
      )}
      <IdentitiesSection providers={providers} identities={identities} hasPassword={hasPassword} result={resultOf('link')} />
      <TwoFactorCard isOn={isOn} />
    </ClockProvider>
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
