import type { SubmissionResult } from '@conform-to/react'
import { type AppLoadContext, data, redirect } from '@remix-run/node'
import { parseForm } from '#app/forms.server.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { ChoosePasswordForm } from '#app/school/account/forms.ts'
import { deviceOf, optionalStudent, redirectSignedIn, schoolOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { confirmEmail, takeEmailBack } from '#tenants/people/email-change.ts'
import { linkByLetter } from '#tenants/people/enter-by-provider.ts'
import { LinkSpent } from '#tenants/people/failures.ts'
import { lookAtLink } from '#tenants/people/look-at-link.ts'
import { LINK_SEAL } from '#tenants/people/one-time-links.ts'
import { choosePassword } from '#tenants/people/password-change.ts'
import { signInByLink } from '#tenants/people/sign-in-link.ts'

export interface LinkAnswer {
  /** Why it could not be done now; a link that is spent says so on the page itself, which is loaded anew. */
  readonly problem: string | null
  readonly result: SubmissionResult<string[]> | null
  /** The address an account was given back to. */
  readonly takenBack: string | null
}

const nothing: LinkAnswer = { problem: null, result: null, takenBack: null }

/** Does what a link in a letter is good for. */
export async function takeLink(context: AppLoadContext, request: Request, token: string) {
  const tenant = schoolOf(context)
  const unsealed = tenant.unseal(LINK_SEAL, token)
  const device = deviceOf(context, request)
  try {
    const { purpose, studentId, email } = tenant.read((db) => lookAtLink(db, unsealed))
    switch (purpose) {
      case 'sign_in': {
        const { token: session } = await tenant.transact((tx) => signInByLink(tx, unsealed, device))
        return redirectSignedIn(context, 'student', session, urls.school.learn())
      }
      case 'identity': {
        const { token: session } = await tenant.transact((tx) => linkByLetter(tx, unsealed, device))
        return redirectSignedIn(context, 'student', session, urls.school.learn())
      }
      case 'password': {
        const form = await parseForm(request, ChoosePasswordForm)
        if (!form.ok) return data<LinkAnswer>({ ...nothing, result: form.reply().data }, 400)
        const { token: session } = await choosePassword(tenant, unsealed, form.value.newPassword, device)
        return redirectSignedIn(context, 'student', session, urls.school.learn())
      }
      case 'email': {
        const signedIn = optionalStudent(context, request)?.student.id
        if (signedIn !== studentId) return redirect(urls.school.signIn(urls.school.link(token)))
        await confirmEmail(tenant, unsealed, signedIn)
        return redirect(urls.school.accountEmailChanged())
      }
      case 'email_back':
        await takeEmailBack(tenant, unsealed)
        return data<LinkAnswer>({ ...nothing, takenBack: email })
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data<LinkAnswer>({ ...nothing, problem: error instanceof LinkSpent ? null : sentenceFor(error) }, error.status)
  }
}
