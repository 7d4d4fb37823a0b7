import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { retryHeader } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { mailboxUrl } from '#app/mailbox.server.ts'
import { MailboxLink } from '#app/mailbox-link.tsx'
import { withCookies } from '#app/oauth/providers.server.ts'
import { useRoot } from '#app/root.tsx'
import { pageTitle } from '#app/school/page-title.ts'
import { deviceOf, redirectSignedIn, schoolOf, signedInStudent, sourceOf } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { OtherBrowser } from '#integrations/oauth/failures.ts'
import { Failure } from '#lib/failure.ts'
import { type Entered, enterByProvider, linkIdentity, wayInOf } from '#tenants/people/enter-by-provider.ts'
import { type Handover, takeHandover } from '#tenants/people/handover.ts'
import { begunIn, notBegunCookie } from './begin-for-student.server.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('school.signIn.submit'))

export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders

/**
 * Where the platform's host sends who has come back from a provider. It writes though it is a GET, because a browser is led here; what
 * is in the address works once, for a minute, in the browser that began.
 */
export async function loader(args: LoaderFunctionArgs) {
  const { context, request, params } = args
  const mailbox = mailboxUrl(context)
  try {
    const handover = await takeHandover(schoolOf(context), params.token ?? '', begunIn(context, request))
    const answer = handover.studentId === null ? await enter(args, handover) : await link(args, handover, handover.studentId)
    if (answer instanceof Response) return withCookies(answer, [notBegunCookie(context)])
    return data({ letterTo: answer.letterTo, problem: null, mailbox }, { headers: { 'Set-Cookie': notBegunCookie(context) } })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data({ letterTo: null, problem: sentenceFor(error), mailbox }, { status: error.status, headers: retryHeader(error) })
  }
}

async function enter({ context, request }: LoaderFunctionArgs, { profile, returnTo }: Handover) {
  const tenant = schoolOf(context)
  const { throttle, address } = context.lectern
  const { kind } = tenant.read((db) => wayInOf(db, profile))
  const act = (): Promise<Entered> => enterByProvider(tenant, profile, deviceOf(context, request))
  const limited = {
    new: () => throttle.register({ address }, act),
    letter: () => throttle.letter(sourceOf(context, request), act),
    known: act,
    joins: act,
  }
  const entered = await limited[kind]()
  return 'token' in entered ? redirectSignedIn(context, 'student', entered.token, returnTo || urls.school.learn()) : entered
}

async function link({ context, request }: LoaderFunctionArgs, { profile }: Handover, studentId: string): Promise<Response> {
  // Signed out since, or as somebody else: then it is not theirs to have.
  if (signedInStudent(context, request)?.student.id !== studentId) throw new OtherBrowser()
  await linkIdentity(schoolOf(context), studentId, profile)
  return redirect(urls.school.accountLinked())
}

export default function Enter() {
  const { letterTo, problem, mailbox } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { school } = useRoot()
  return (
    <PlainFrame
      school={school ? { ...school, to: urls.school.home() } : undefined}
      title={letterTo ? t('oauth.letter.title') : t('oauth.failed')}
      beside={<Cover id={school?.name ?? ''} title={school?.name} ratio="4/3" className="h-full" />}
    >
      {letterTo ? (
        <Notice className="mb-6">{t('oauth.letter.text', { email: letterTo })}</Notice>
      ) : (
        <Notice tone="caution" className="mb-6">
          {problem}
        </Notice>
      )}
      <div className="flex flex-wrap gap-3">
        <ButtonLink to={urls.school.signIn()} variant={letterTo ? 'secondary' : 'primary'} size="lg">
          {t('school.link.again')}
        </ButtonLink>
        {letterTo ? null : (
          <ButtonLink to={urls.school.redeem()} variant="quiet" size="lg">
            {t('school.signIn.redeem')}
          </ButtonLink>
        )}
      </div>
      <MailboxLink to={letterTo ? mailbox : null} />
    </PlainFrame>
  )
}
