import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { deviceOf, requirePerson } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { PROVIDER_TITLES } from '#integrations/oauth/provider.ts'
import { Failure, fail } from '#lib/failure.ts'
import { LinkSpent } from '#tenants/people/failures.ts'
import { LINK_SEAL } from '#tenants/people/one-time-links.ts'
import { INVITATION_SEAL } from '#tenants/registry/invitation-seal.ts'
import { takeOwnership } from '#tenants/registry/ownership.ts'
import { personById } from '#tenants/registry/people.ts'
import { confirmEmail, takeEmailBack } from '#tenants/registry/person-email.ts'
import { LinkedIdentity, linkByLetter } from '#tenants/registry/person-identities.ts'
import { lookAtLink, type PersonLink } from '#tenants/registry/person-links.ts'
import { resetPassword } from '#tenants/registry/person-password.ts'
import { answerInvitation, type ShownInvitation, showInvitation } from './invitation.server.ts'
import { Invitation } from './invitation.tsx'
import { type ShownOffer, showOffer } from './offer.server.ts'
import { NewPassword, PasswordForm } from './password-form.tsx'

export const meta: MetaFunction = () => [{ title: catalogue('en').t('platform.name') }]

const Address = z.object({ email: z.string() }).partial()

interface Shown {
  readonly invitation: ShownInvitation | null
  readonly purpose: PersonLink | null
  readonly email: string
  /** Which account elsewhere is joined to which one here. */
  readonly joins: { readonly provider: string; readonly email: string } | null
  readonly offer: ShownOffer | null
  readonly problem: string | null
}

const nothing: Shown = { invitation: null, purpose: null, email: '', joins: null, offer: null, problem: null }

/** Looks at the link and uses nothing up: mail programs and scanners open every address they see. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { schools } = context.lectern
  const token = params.token ?? ''
  const invited = schools.unseal(INVITATION_SEAL, token)
  try {
    if (invited !== undefined)
      return data<Shown & { token: string }>({ ...nothing, token, invitation: showInvitation(context, request, invited) })
    const { purpose, ownerId, data: about } = schools.registry.read((db) => lookAtLink(db, schools.unseal(LINK_SEAL, token)))
    return data<Shown & { token: string }>({
      ...nothing,
      token,
      purpose,
      email: Address.parse(about).email ?? '',
      joins:
        purpose === 'identity'
          ? { provider: PROVIDER_TITLES[LinkedIdentity.parse(about).provider], email: personById(schools.registry, ownerId)?.email ?? '' }
          : null,
      offer: showOffer(context, purpose, about),
    })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data<Shown & { token: string }>({ ...nothing, token, problem: sentenceFor(error) }, error.status)
  }
}

export async function action(args: ActionFunctionArgs) {
  const { schools } = args.context.lectern
  const token = args.params.token ?? ''
  const invited = schools.unseal(INVITATION_SEAL, token)
  try {
    if (invited === undefined) return await answerLink(args, schools.unseal(LINK_SEAL, token))
    const answer = await answerInvitation(args, invited)
    return answer instanceof Response ? answer : data({ result: answer.data, problem: null }, answer.init ?? 400)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data({ result: null, problem: sentenceFor(error) }, error.status)
  }
}

async function answerLink({ context, request }: ActionFunctionArgs, unsealed: unknown) {
  const { registry } = context.lectern.schools
  const device = deviceOf(context, request)
  const { purpose } = registry.read((db) => lookAtLink(db, unsealed))
  if (purpose === 'email') {
    await confirmEmail(registry, unsealed, device)
    return redirect(urls.platform.signingIn('email'))
  }
  if (purpose === 'email_back') {
    await takeEmailBack(registry, unsealed, device)
    return redirect(urls.platform.signIn(undefined, 'email_back'))
  }
  if (purpose === 'identity') {
    await linkByLetter(registry, unsealed, device)
    return redirect(urls.platform.signIn(undefined, 'linked'))
  }
  if (purpose === 'ownership') {
    const schoolId = await takeOwnership(registry, unsealed, requirePerson(context, request), device)
    return redirect(urls.dashboard.home((registry.byId(schoolId) ?? fail(new LinkSpent())).slug))
  }
  const form = await parseForm(request, NewPassword)
  if (!form.ok) return data({ result: form.reply().data, problem: null }, 400)
  await resetPassword(registry, unsealed, form.value.password, device)
  return redirect(urls.platform.signIn(undefined, 'password'))
}

export default function LinkPage() {
  const { invitation, purpose, email, joins, offer, token, problem } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { t } = useTranslation()
  const trouble = problem ?? answer?.problem
  const result = answer?.result ?? undefined
  return (
    <PlainFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      title={invitation ? t('staff.link.title', { school: invitation.school }) : t(`staffAccount.link.titles.${purpose ?? 'spent'}`)}
      beside={<Cover id="sign-in" ratio="4/3" className="h-full" />}
    >
      {trouble ? (
        <Notice tone="caution" live className="mb-5">
          {trouble}
        </Notice>
      ) : null}
      {invitation ? (
        <Invitation invitation={invitation} token={token} result={result} />
      ) : purpose === null ? (
        <ButtonLink to={urls.platform.signIn()} variant="primary" size="lg">
          {t('staffAccount.forgot.back')}
        </ButtonLink>
      ) : purpose === 'password' ? (
        <PasswordForm result={result} />
      ) : purpose === 'ownership' ? (
        <ConfirmForm text={t('staff.ownership.accept', offer ?? {})} submit={t('staff.ownership.acceptSubmit')} />
      ) : joins ? (
        <ConfirmForm text={`${t('oauth.join.text', joins)} ${t('oauth.join.staff', joins)}`} submit={t('oauth.join.submit', joins)} />
      ) : purpose === 'email_back' ? (
        <ConfirmForm text={t('staffAccount.link.emailBack', { email })} submit={t('staffAccount.link.emailBackSubmit')} />
      ) : (
        <ConfirmForm text={t('staffAccount.link.email', { email })} submit={t('staffAccount.link.emailSubmit')} />
      )}
    </PlainFrame>
  )
}

function ConfirmForm({ text, submit }: { text: string; submit: string }) {
  const navigation = useNavigation()
  return (
    <Form method="post" className="flex flex-col items-start gap-6">
      <p>{text}</p>
      <Button type="submit" variant="primary" size="lg" busy={navigation.state !== 'idle'}>
        {submit}
      </Button>
    </Form>
  )
}
