import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm, retryHeader } from '#app/forms.server.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { requireFresh } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { CopyButton } from '#app/ui/copy-button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { addAuthenticator, type NewAuthenticator, newAuthenticator, sameAuthenticator } from '#tenants/registry/authenticator.ts'
import { twoFactorOf } from '#tenants/registry/two-factor.ts'
import { SetUpSpent } from '#tenants/registry/two-factor-failures.ts'
import { CodeField } from '../code-field.tsx'
import { accountTitle } from './account-title.ts'
import { codesAbout } from './codes-about.server.ts'
import { qrOf } from './qr.server.ts'
import { ShownCodes } from './shown-codes.tsx'

export const meta: MetaFunction = () => accountTitle('twoFactor.app.setUpTitle')

const Given = z.object({ offered: z.string().max(1000), code: z.string().max(64) })

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

/** After the codes are shown nothing is loaded again: another key beside them would only confuse. */
export const shouldRevalidate = () => false

const shown = ({ offered, uri, key }: NewAuthenticator) => ({ offered, qr: qrOf(uri), key: key.match(/.{1,4}/g)?.join(' ') ?? key })

export function loader({ context, request }: LoaderFunctionArgs) {
  const { person } = requireFresh(context, request)
  const { schools } = context.lectern
  const { appSince } = schools.registry.read((db) => twoFactorOf(db, person.id))
  return { ...shown(newAuthenticator(schools, person)), replaces: appSince !== null, about: codesAbout(context, person) }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const changing = requireFresh(context, request)
  const { person } = changing
  const { schools, throttle } = context.lectern
  const given = await readForm(request, Given)
  try {
    const codes = await throttle.secondStep(person.id, () => addAuthenticator(schools, changing, given))
    return codes ? data({ codes, problem: null, again: null }) : redirect(urls.platform.twoFactor({ done: 'app' }))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const again = error instanceof SetUpSpent ? newAuthenticator(schools, person) : sameAuthenticator(schools, person, given.offered)
    const answer = { codes: null, problem: sentenceFor(error), again: shown(again) }
    return data(answer, { status: error.status, headers: retryHeader(error) })
  }
}

export default function AppSetUp() {
  const loaded = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const navigation = useNavigation()
  const { t } = useTranslation()
  const { codes, problem, again } = answer && 'codes' in answer ? answer : { codes: null, problem: null, again: null }
  if (codes) return <ShownCodes codes={codes} about={loaded.about} />
  const { offered, qr, key } = again ?? loaded
  return (
    <Section title={t('twoFactor.app.setUpTitle')} text={t('twoFactor.app.text')}>
      {loaded.replaces ? <Notice className="mb-6">{t('twoFactor.app.replaces')}</Notice> : null}
      <Form method="post" className="flex max-w-md flex-col gap-7">
        <input type="hidden" name="offered" value={offered} />
        <div>
          <h3 className="mb-3 text-base">{t('twoFactor.app.scan')}</h3>
          {/* Cameras want dark on light, whatever the page looks like. */}
          <svg
            viewBox={`0 0 ${qr.size} ${qr.size}`}
            role="img"
            aria-label={t('twoFactor.app.picture')}
            className="w-52 rounded-md"
            shapeRendering="crispEdges"
          >
            <rect width={qr.size} height={qr.size} fill="#fff" />
            <path d={qr.path} fill="#000" />
          </svg>
        </div>
        <div>
          <h3 className="mb-2 text-base">{t('twoFactor.app.type')}</h3>
          <code className="block rounded-md bg-sunk px-4 py-3 font-mono text-base break-words select-all">{key}</code>
          <p className="mt-2 text-sm text-muted">{t('twoFactor.app.typeHint')}</p>
          <CopyButton value={key.replaceAll(' ', '')} label={t('twoFactor.app.copy')} size="sm" className="mt-2" />
        </div>
        <CodeField recovery={false} problem={problem ?? undefined} autoFocus={false} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" busy={navigation.formMethod === 'POST'}>
            {t('twoFactor.app.submit')}
          </Button>
          <ButtonLink to={urls.platform.twoFactor()} variant="quiet">
            {t('twoFactor.passkeys.cancel')}
          </ButtonLink>
        </div>
      </Form>
    </Section>
  )
}
