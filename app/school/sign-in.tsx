import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { Link, useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { retryHeader } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { packError } from '#app/locales/sentences.ts'
import { mailboxUrl } from '#app/mailbox.server.ts'
import { MailboxLink } from '#app/mailbox-link.tsx'
import { failedSentence } from '#app/oauth/failed.ts'
import { ProviderButtons } from '#app/oauth/provider-buttons.tsx'
import { offerProviders } from '#app/oauth/providers.server.ts'
import { useRoot } from '#app/root.tsx'
import { pageTitle } from '#app/school/page-title.ts'
import { optionalStudent, redirectSignedIn, safeDestination, schoolOf, signInAsStudent, sourceOf } from '#app/sessions.server.ts'
import { SignInForm } from '#app/sign-in-form.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { longDay } from '#app/ui/moments.ts'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { TooManyTries, TooManyTriesWriteInstead } from '#tenants/people/failures.ts'
import { mailPasswordLink } from '#tenants/people/password-change.ts'
import { mailSignInLink } from '#tenants/people/sign-in-link.ts'
import type { Tenant } from '#tenants/tenant.ts'

const Email = z.email().max(254)

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('school.signIn.submit'))

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  if (optionalStudent(context, request)) return redirect(urls.school.learn())
  const search = new URL(request.url).searchParams
  const leaving = Number(search.get('leaving'))
  return {
    providers: offerProviders(context),
    failed: failedSentence(search),
    leaving: Number.isSafeInteger(leaving) && leaving > 0 ? leaving : null,
    mailbox: mailboxUrl(context),
  }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const form = await request.clone().formData()
  const email = String(form.get('email') ?? '')
  try {
    const intent = form.get('intent')
    if (intent === 'link') return await sendLink(context, request, email, 'link', mailSignInLink)
    if (intent === 'password') return await sendLink(context, request, email, 'password', mailPasswordLink)
    const token = await signInAsStudent(context, schoolOf(context), request)
    return redirectSignedIn(context, 'student', token, safeDestination(form.get('to'), urls.school.learn()))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const told = error instanceof TooManyTries && !form.get('intent') ? new TooManyTriesWriteInstead(error) : error
    return data({ error: packError(told), sent: null, email }, { status: error.status, headers: retryHeader(error) })
  }
}

type Mail = (tenant: Tenant, email: string) => Promise<void>

async function sendLink(context: AppLoadContext, request: Request, typed: string, sent: 'link' | 'password', mail: Mail) {
  const email = Email.safeParse(typed)
  if (!email.success) return data({ error: 'forms.email', sent: null, email: typed }, { status: 400 })
  await context.lectern.throttle.letter(sourceOf(context, request), () => mail(schoolOf(context), email.data))
  return data({ error: null, sent, email: email.data }, { status: 200 })
}

export default function SignIn() {
  const { t, i18n } = useTranslation()
  const { leaving, providers, failed, mailbox } = useLoaderData<typeof loader>()
  const { school } = useRoot()
  const answer = useActionData<typeof action>()
  const [search] = useSearchParams()
  return (
    <PlainFrame
      school={school ? { ...school, to: urls.school.home() } : undefined}
      title={t('school.signIn.title')}
      beside={<Cover id={school?.name ?? ''} title={school?.name} ratio="4/3" className="h-full" />}
      foot={
        <>
          {t('school.signIn.none')}{' '}
          <Link to={urls.school.redeem()} className="link">
            {t('school.signIn.redeem')}
          </Link>
        </>
      }
    >
      {leaving && !answer ? (
        <Notice tone="caution" live className="mb-6">
          {t('school.signIn.leaving', { day: longDay(leaving, i18n.language, 'UTC') })}
        </Notice>
      ) : null}
      {failed && !answer ? (
        <Notice tone="caution" live className="mb-6">
          {failed}
        </Notice>
      ) : null}
      {answer?.sent ? (
        <Notice tone="good" live className="mb-6">
          {t(answer.sent === 'link' ? 'school.signIn.sent' : 'school.signIn.sentPassword', { email: answer.email })}
        </Notice>
      ) : null}
      <SignInForm answer={answer} byLink={t('school.signIn.byLink')} forgot={t('school.signIn.forgot')} />
      <ProviderButtons providers={providers} action={urls.school.oauth} to={search.get('to') ?? ''} />
      <MailboxLink to={mailbox} />
    </PlainFrame>
  )
}
