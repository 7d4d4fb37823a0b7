import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { sentenceFor } from '#app/locales/sentences.ts'
import { requireFresh } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { renewRecoveryCodes } from '#tenants/registry/recovery-codes.ts'
import { accountTitle } from './account-title.ts'
import { codesAbout } from './codes-about.server.ts'
import { ShownCodes } from './shown-codes.tsx'

export const meta: MetaFunction = () => accountTitle('twoFactor.recovery.renewTitle')

export function loader({ context, request }: LoaderFunctionArgs) {
  const { person } = requireFresh(context, request)
  return { about: codesAbout(context, person) }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { person, token, device } = requireFresh(context, request)
  try {
    const codes = await renewRecoveryCodes(context.lectern.schools, person.id, token, device)
    return data({ codes, problem: null })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data({ codes: null, problem: sentenceFor(error) }, error.status)
  }
}

export default function RecoveryCodes() {
  const { about } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const navigation = useNavigation()
  const { t } = useTranslation()
  if (answer?.codes) return <ShownCodes codes={answer.codes} about={about} />
  return (
    <Section title={t('twoFactor.recovery.renewTitle')} text={t('twoFactor.recovery.renewText')}>
      {answer?.problem ? (
        <Notice tone="danger" live className="mb-5">
          {answer.problem}
        </Notice>
      ) : null}
      <Form method="post" className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={navigation.formMethod === 'POST'}>
          {t('twoFactor.recovery.renew')}
        </Button>
        <ButtonLink to={urls.platform.twoFactor()} variant="quiet">
          {t('twoFactor.passkeys.cancel')}
        </ButtonLink>
      </Form>
    </Section>
  )
}
