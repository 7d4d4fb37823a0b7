import type { ActionFunctionArgs, HeadersFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { failedSentence } from '#app/oauth/failed.ts'
import { offerProviders } from '#app/oauth/providers.server.ts'
import { pageTitle } from '#app/school/page-title.ts'
import { requireSession } from '#app/sessions.server.ts'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { deviceName } from '#tenants/people/device-name.ts'
import { identitiesOf } from '#tenants/people/identities.ts'
import { proofsOf } from '#tenants/people/proof.ts'
import { studentIdentities, studentSessions } from '#tenants/people/schema.ts'
import { sessionsOf } from '#tenants/people/sessions.ts'
import { EmailSection } from './email-section.tsx'
import { IdentitiesSection } from './identities-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { SessionsSection } from './sessions-section.tsx'
import { changeSigningIn } from './signing-in.server.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('account.signIn.title'))

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  const { tenant, student, session } = requireSession(context, request)
  const search = new URL(request.url).searchParams
  return tenant.read((db) => ({
    email: student.email,
    proofs: proofsOf(db, student, session),
    sessions: sessionsOf(db, studentSessions, session).map(({ userAgent, ...row }) => ({ ...row, device: deviceName(userAgent) })),
    emailChanged: search.has('changed'),
    providers: offerProviders(context),
    identities: identitiesOf(db, studentIdentities, student.id),
    linked: search.has('linked'),
    failed: failedSentence(search),
    now: Date.now(),
  }))
}

export const action = ({ context, request }: ActionFunctionArgs) => changeSigningIn(context, request, requireSession(context, request))

export default function SigningIn() {
  const { email, proofs, sessions, emailChanged, providers, identities, linked, failed, now } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { t } = useTranslation()
  const resultOf = (intent: string) => (answer?.intent === intent ? answer : undefined)
  return (
    <ClockProvider now={now}>
      {emailChanged ? (
        <Notice tone="good" live className="mb-8">
          {t('account.signIn.emailChanged', { email })}
        </Notice>
      ) : null}
      <EmailSection email={email} proofs={proofs} answer={resultOf('email')} />
      <PasswordSection
        email={email}
        proofs={proofs}
        answer={resultOf('password')}
        letter={resultOf('letter') ?? resultOf('password-letter')}
      />
      <IdentitiesSection
        providers={providers}
        identities={identities}
        proofs={proofs}
        answer={resultOf('link')}
        linked={linked && !answer}
        failed={answer ? null : failed}
      />
      <SessionsSection sessions={sessions} />
    </ClockProvider>
  )
}
