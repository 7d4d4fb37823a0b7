import { type ActionFunctionArgs, data, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Link, useActionData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { retryHeader } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { packError } from '#app/locales/sentences.ts'
import { useRoot } from '#app/root.tsx'
import { pageTitle } from '#app/school/page-title.ts'
import { optionalStudent, redirectSignedIn, safeDestination, schoolOf, signInAsStudent } from '#app/sessions.server.ts'
import { SignInForm } from '#app/sign-in-form.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('school.signIn.submit'))

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  return optionalStudent(context, request) ? redirect(urls.school.learn()) : null
}

export async function action({ context, request }: ActionFunctionArgs) {
  const form = await request.clone().formData()
  try {
    const token = await signInAsStudent(context, schoolOf(context), request)
    return redirectSignedIn(context, 'student', token, safeDestination(form.get('to'), urls.school.learn()))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data({ error: packError(error), email: String(form.get('email') ?? '') }, { status: error.status, headers: retryHeader(error) })
  }
}

export default function SignIn() {
  const { t } = useTranslation()
  const { school } = useRoot()
  return (
    <PlainFrame
      school={school ? { ...school, to: urls.school.home() } : undefined}
      title={t('school.signIn.title')}
      beside={<Cover id={school?.name ?? ''} ratio="4/3" className="h-full" />}
      foot={
        <>
          {t('school.signIn.none')}{' '}
          <Link to={urls.school.redeem()} className="link">
            {t('school.signIn.redeem')}
          </Link>
        </>
      }
    >
      <SignInForm answer={useActionData<typeof action>()} />
    </PlainFrame>
  )
}
