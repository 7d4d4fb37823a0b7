import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Form, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { useRoot } from '#app/root.tsx'
import { pageTitle } from '#app/school/page-title.ts'
import { deviceOf, redirectSignedIn, schoolOf } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { LinkSpent } from '#tenants/people/failures.ts'
import { LINK_SEAL, openLink } from '#tenants/people/one-time-links.ts'
import { studentLinks } from '#tenants/people/schema.ts'
import { signInByLink } from '#tenants/people/sign-in-link.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('school.link.title'))

/** Looks at the link and uses nothing up: mail programs and scanners open every address they see. */
export function loader({ context, params }: LoaderFunctionArgs) {
  const tenant = schoolOf(context)
  try {
    const { purpose } = tenant.read((db) => openLink(db, studentLinks, tenant.unseal(LINK_SEAL, params.token ?? '')))
    return data({ purpose, problem: null })
  } catch (error) {
    if (!(error instanceof LinkSpent)) throw error
    return data({ purpose: null, problem: sentenceFor(error) }, error.status)
  }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const tenant = schoolOf(context)
  const unsealed = tenant.unseal(LINK_SEAL, params.token ?? '')
  try {
    const { token } = await tenant.transact((tx) => signInByLink(tx, unsealed, deviceOf(context, request)))
    return redirectSignedIn(context, 'student', token, urls.school.learn())
  } catch (error) {
    // The page itself says so: it is loaded anew after this.
    if (error instanceof LinkSpent) return data(null, error.status)
    throw error
  }
}

export default function Link() {
  const { problem } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { school } = useRoot()
  const navigation = useNavigation()
  return (
    <PlainFrame
      school={school ? { ...school, to: urls.school.home() } : undefined}
      title={t('school.link.title')}
      beside={<Cover id={school?.name ?? ''} ratio="4/3" className="h-full" />}
    >
      {problem ? (
        <div className="flex flex-col gap-5">
          <Notice tone="caution">{problem}</Notice>
          <ButtonLink to={urls.school.signIn()} variant="primary" size="lg">
            {t('school.link.again')}
          </ButtonLink>
        </div>
      ) : (
        <Form method="post">
          <Button type="submit" variant="primary" size="lg" busy={navigation.state !== 'idle'}>
            {t('school.link.signIn')}
          </Button>
        </Form>
      )}
    </PlainFrame>
  )
}
