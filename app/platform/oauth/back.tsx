import { data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { providerNamed, withCookies } from '#app/oauth/providers.server.ts'
import { openState, type State } from '#app/oauth/state.server.ts'
import { sourceOf } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { OtherBrowser, ProviderAway, ProviderRefused } from '#integrations/oauth/failures.ts'
import type { Profile, Provider } from '#integrations/oauth/provider.ts'
import { Failure } from '#lib/failure.ts'
import { finishStaff } from './finish-staff.server.ts'
import { finishStudent, tellSchool } from './finish-student.server.ts'

export const meta: MetaFunction = () => [{ title: `${catalogue('en').t('oauth.failed')} · ${catalogue('en').t('platform.name')}` }]

export const headers: HeadersFunction = ({ loaderHeaders }) => loaderHeaders

/**
 * Where providers send browsers back to. It writes though it is a GET, as the protocol has it; what keeps it from being done twice, or
 * for somebody else, are the state's cookie, the provider's code and the state itself, each good once.
 */
export async function loader(args: LoaderFunctionArgs) {
  const { context, request, params } = args
  const provider = providerNamed(context, params.provider)
  const cookies = provider.forget(request)
  const state = openState(context, provider, new URL(request.url).searchParams.get('state'))
  try {
    if (!state) throw new OtherBrowser()
    const profile = await context.lectern.throttle.provider(sourceOf(context, request), () => provider.finish(request))
    return withCookies(await finish(args, state, profile), cookies)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    note(args, provider, error)
    const school = state?.kind === 'student' ? tellSchool(context, state, error) : undefined
    if (school) return withCookies(school, cookies)
    const headers = new Headers(cookies.map((cookie) => ['Set-Cookie', cookie] as [string, string]))
    return data({ problem: sentenceFor(error) }, { status: error.status, headers })
  }
}

const finish = (args: LoaderFunctionArgs, state: State, profile: Profile): Promise<Response> =>
  state.kind === 'staff' ? finishStaff(args, state, profile) : finishStudent(args, state, profile)

/** What the operator can do something about. */
function note({ context }: LoaderFunctionArgs, { name }: Provider, error: Failure): void {
  const { log } = context.lectern
  if (error instanceof ProviderAway) log.warn({ err: error.cause, provider: name }, 'a provider of sign-in does not answer')
  if (error instanceof ProviderRefused) log.error({ err: error.cause, provider: name }, 'a provider of sign-in refuses this installation')
}

export default function Back() {
  const { problem } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <PlainFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      title={t('oauth.failed')}
      beside={<Cover id="sign-in" ratio="4/3" className="h-full" />}
    >
      <Notice tone="caution" className="mb-6">
        {problem}
      </Notice>
      <ButtonLink to={urls.platform.signIn()} variant="primary" size="lg">
        {t('staffAccount.forgot.back')}
      </ButtonLink>
    </PlainFrame>
  )
}
