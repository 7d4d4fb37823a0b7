import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { useRoot } from '#app/root.tsx'
import { pageTitle } from '#app/school/page-title.ts'
import { schoolOf } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { PROVIDER_TITLES } from '#integrations/oauth/provider.ts'
import { LinkSpent } from '#tenants/people/failures.ts'
import { lookAtLink } from '#tenants/people/look-at-link.ts'
import { LINK_SEAL } from '#tenants/people/one-time-links.ts'
import type { LinkPurpose } from '#tenants/people/student-links.ts'
import { studentById } from '#tenants/people/students.ts'
import { LinkForm } from './link-forms.tsx'
import { takeLink } from './take-link.server.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('school.link.title'))

/** Looks at the link and uses nothing up: mail programs and scanners open every address they see. */
export function loader({ context, params }: LoaderFunctionArgs) {
  const tenant = schoolOf(context)
  try {
    const { purpose, studentId, email, provider } = tenant.read((db) => lookAtLink(db, tenant.unseal(LINK_SEAL, params.token ?? '')))
    const own = purpose === 'identity' ? tenant.read((db) => studentById(db, studentId))?.email : email
    return data({ purpose, email: own ?? null, provider: provider && PROVIDER_TITLES[provider], problem: null })
  } catch (error) {
    if (!(error instanceof LinkSpent)) throw error
    return data({ purpose: null, email: null, provider: null, problem: sentenceFor(error) }, error.status)
  }
}

export const action = ({ context, request, params }: ActionFunctionArgs) => takeLink(context, request, params.token ?? '')

const HEADS: Readonly<Record<LinkPurpose, { title: string; lead: string | null }>> = {
  sign_in: { title: 'school.link.title', lead: null },
  password: { title: 'school.link.password', lead: 'school.link.passwordLead' },
  email: { title: 'school.link.email', lead: 'school.link.emailLead' },
  identity: { title: 'oauth.join.title', lead: 'oauth.join.text' },
  email_back: { title: 'school.link.back', lead: 'school.link.backLead' },
}

export default function Link() {
  const { purpose, email, provider, problem } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { t } = useTranslation()
  const { school } = useRoot()
  const head = HEADS[purpose ?? 'sign_in']
  return (
    <PlainFrame
      school={school ? { ...school, to: urls.school.home() } : undefined}
      title={t(answer?.takenBack ? 'school.link.back' : head.title)}
      lead={purpose && head.lead ? t(head.lead, { email, provider }) : undefined}
      beside={<Cover id={school?.name ?? ''} title={school?.name} ratio="4/3" className="h-full" />}
    >
      {purpose && !answer?.takenBack ? (
        <LinkForm purpose={purpose} email={email} provider={provider} answer={answer ?? undefined} />
      ) : (
        <div className="flex flex-col gap-5">
          {answer?.takenBack ? (
            <Notice tone="good" live>
              {t('school.link.takenBack', { email: answer.takenBack })}
            </Notice>
          ) : (
            <Notice tone="caution">{problem}</Notice>
          )}
          <ButtonLink to={urls.school.signIn()} variant="primary" size="lg">
            {t('school.link.again')}
          </ButtonLink>
        </div>
      )}
    </PlainFrame>
  )
}
