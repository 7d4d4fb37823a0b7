import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData, useNavigation, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { RequestUnreadable, retryHeader } from '#app/forms.server.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { changingOf, isFresh, requireFresh, requirePerson } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { ClockProvider } from '#app/ui/clock.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { urls } from '#app/urls.ts'
import { Failure, fail } from '#lib/failure.ts'
import { schoolsOf } from '#tenants/registry/people.ts'
import { twoFactorOf } from '#tenants/registry/two-factor.ts'
import { accountTitle } from './account-title.ts'
import { codesAbout } from './codes-about.server.ts'
import { PasskeyList } from './passkey-list.tsx'
import { ShownCodes } from './shown-codes.tsx'
import { changes } from './two-factor-intents.server.ts'

export const meta: MetaFunction = () => accountTitle('twoFactor.page.title')

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  const person = requirePerson(context, request)
  const { registry } = context.lectern.schools
  const { searchParams } = new URL(request.url)
  const demanding = schoolsOf(registry, person.id).find(({ school }) => school.slug === searchParams.get('for'))?.school
  return {
    ...registry.read((db) => twoFactorOf(db, person.id)),
    school: demanding ? { name: demanding.name, slug: demanding.slug } : null,
    fresh: isFresh(context, request),
    about: codesAbout(context, person),
    now: Date.now(),
  }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const signedIn = changingOf(context, request)
  const form = await request.formData()
  const intent = String(form.get('intent'))
  // What a passkey is called lets nobody in.
  const changing = intent === 'rename_passkey' ? signedIn : requireFresh(context, request)
  try {
    const change = changes[intent] ?? fail(new RequestUnreadable())
    const { codes, done } = await change(context, changing, form)
    return codes ? data({ codes, problem: null }) : redirect(urls.platform.twoFactor({ done }))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data({ codes: null, problem: sentenceFor(error) }, { status: error.status, headers: retryHeader(error) })
  }
}

const DONE = ['app', 'app_removed', 'passkey_added', 'passkey_removed', 'renamed', 'off'] as const

export default function TwoFactorPage() {
  const { isOn, appSince, passkeys, recoveryCodesLeft, school, fresh, about, now } = useLoaderData<typeof loader>()
  const given = useActionData<typeof action>()
  const answer = given && 'codes' in given ? given : undefined
  const navigation = useNavigation()
  const [search] = useSearchParams()
  const { t } = useTranslation()
  const done = answer ? undefined : DONE.find((one) => one === search.get('done'))
  const busy = (intent: string) => navigation.formData?.get('intent') === intent
  return (
    <ClockProvider now={now}>
      <p className="mb-4 text-sm">
        <Link to={urls.platform.signingIn()} className="link touch:py-3">
          {t('twoFactor.page.back')}
        </Link>
      </p>
      <h2 className="text-2xl">{t('twoFactor.page.title')}</h2>
      <p className="mt-2 mb-8 max-w-[68ch] text-ui text-soft">{t('twoFactor.page.lead')}</p>
      {school ? (
        <Notice
          tone={isOn ? 'good' : 'caution'}
          className="mb-8"
          action={
            isOn ? (
              <ButtonLink to={urls.dashboard.home(school.slug)} size="sm">
                {t('twoFactor.page.goOn', { school: school.name })}
              </ButtonLink>
            ) : undefined
          }
        >
          {t(isOn ? 'twoFactor.page.satisfied' : 'twoFactor.page.demanded', { school: school.name })}
        </Notice>
      ) : null}
      {done ? (
        <Notice tone="good" live className="mb-8">
          {t(`twoFactor.page.done.${done}`)}
        </Notice>
      ) : null}
      {answer?.problem ? (
        <Notice tone="danger" live className="mb-8">
          {answer.problem}
        </Notice>
      ) : null}
      {answer?.codes ? <ShownCodes codes={answer.codes} about={about} /> : null}
      <PasskeyList passkeys={passkeys} fresh={fresh} />
      <Section title={t('twoFactor.app.title')} text={t('twoFactor.app.text')} className="mt-12">
        <p className="mb-4 text-ui">
          {appSince === null ? (
            t('twoFactor.app.none')
          ) : (
            <>
              {t('twoFactor.app.since')} <RelativeTime at={appSince} />.
            </>
          )}
        </p>
        <Form method="post" className="flex flex-wrap gap-2">
          <ButtonLink to={urls.platform.setUpApp()}>{t(appSince === null ? 'twoFactor.app.setUp' : 'twoFactor.app.replace')}</ButtonLink>
          {appSince === null ? null : (
            <Button type="submit" name="intent" value="remove_app" variant="quiet" busy={busy('remove_app')}>
              {t('twoFactor.app.remove')}
            </Button>
          )}
        </Form>
      </Section>
      {isOn ? (
        <>
          <Section title={t('twoFactor.recovery.title')} text={t('twoFactor.recovery.text')} className="mt-12">
            <p className="mb-4 text-ui tabular-nums">
              {recoveryCodesLeft ? t('twoFactor.recovery.left', { count: recoveryCodesLeft }) : t('twoFactor.recovery.none')}
              {recoveryCodesLeft < 4 ? <span className="text-caution"> · {t('twoFactor.recovery.few')}</span> : null}
            </p>
            <ButtonLink to={urls.platform.recoveryCodes()}>{t('twoFactor.recovery.renew')}</ButtonLink>
          </Section>
          <Section title={t('twoFactor.off.title')} text={t('twoFactor.off.text')} className="mt-12">
            <Form method="post">
              <Button type="submit" name="intent" value="off" variant="danger" busy={busy('off')}>
                {t('twoFactor.off.submit')}
              </Button>
            </Form>
          </Section>
        </>
      ) : null}
    </ClockProvider>
  )
}
