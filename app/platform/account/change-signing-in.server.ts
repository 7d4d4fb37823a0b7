import type { SubmissionResult } from '@conform-to/react'
import { type AppLoadContext, data, redirect } from '@remix-run/node'
import { z } from 'zod'
import { parseForm, readForm, retryHeader } from '#app/forms.server.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { providerNamed } from '#app/oauth/providers.server.ts'
import { sealState } from '#app/oauth/state.server.ts'
import { deviceOf, isFresh, redirectSignedIn, sourceOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { PROVIDERS } from '#integrations/oauth/provider.ts'
import { Failure } from '#lib/failure.ts'
import { PasswordWrong, SignInRefused } from '#tenants/people/failures.ts'
import { askForEmail } from '#tenants/registry/person-email.ts'
import { unlinkIdentity } from '#tenants/registry/person-identities.ts'
import { changePassword, checkPassword, mailPasswordLink } from '#tenants/registry/person-password.ts'
import type { Person } from '#tenants/registry/schema.ts'
import { hasTwoFactor } from '#tenants/registry/two-factor.ts'
import { ProofNeeded } from '#tenants/registry/two-factor-failures.ts'
import { LinkProvider } from './identities-section.tsx'
import { ChangeEmail, ChangeEmailProven, ChangePassword } from './signing-in-forms.tsx'

export interface SigningInAnswer {
  readonly intent: string
  readonly result: SubmissionResult<string[]> | null
  /** Of what has no field of its own. */
  readonly problem: string | null
  /** Where a letter is on its way to. */
  readonly sentTo: string | null
}

const Intent = z.object({ intent: z.enum(['password', 'email', 'link', 'unlink', 'password_letter']) })
const Unlink = z.object({ provider: z.enum(PROVIDERS), subject: z.string().max(255) })

const nothing = { result: null, problem: null, sentTo: null }

/** What the page of e-mail, password and other ways in can be asked for. */
export async function changeSigningIn(context: AppLoadContext, request: Request, person: Person) {
  const { intent } = await readForm(request.clone(), Intent)
  const { schools, throttle } = context.lectern
  const device = deviceOf(context, request)
  const isOn = schools.registry.read((db) => hasTwoFactor(db, person.id))
  // Whoever sits at an open laptop is not yet its owner, and gets no more tries than at the door.
  const byPassword = ({ current }: { current: string }) =>
    throttle.signIn(sourceOf(context, request), person.email, () => checkPassword(person, current))
  // Who has a second step proved a moment ago who they are, by more than the password.
  const byFreshProof = () => {
    if (!isFresh(context, request)) throw new ProofNeeded()
  }
  switch (intent) {
    case 'email': {
      const ask = async ({ email }: { email: string }) => {
        await askForEmail(schools.registry, person, email, device)
        return redirect(urls.platform.signingIn('asked'))
      }
      return isOn ? proven(request, ChangeEmailProven, intent, byFreshProof, ask) : proven(request, ChangeEmail, intent, byPassword, ask)
    }
    case 'password':
      return proven(request, ChangePassword, intent, byPassword, async ({ password }) => {
        const token = await changePassword(schools.registry, person, password, device)
        return redirectSignedIn(context, 'staff', token, urls.platform.signingIn('password'))
      })
    case 'link':
      if (isOn && !isFresh(context, request)) return redirect(urls.platform.confirm(urls.platform.signingIn()))
      // It goes on at the provider, and ends where providers send browsers back to.
      return proven(request, LinkProvider, intent, byPassword, ({ provider: name }) => {
        const provider = providerNamed(context, name)
        return provider.begin(sealState(context, { kind: 'staff', provider: name, to: '', link: person.id }), request)
      })
    case 'unlink': {
      const key = await readForm(request, Unlink)
      return told(intent, () => unlinkIdentity(schools.registry, person.id, key, device), null)
    }
    case 'password_letter': {
      const send = () => throttle.letter(sourceOf(context, request), () => mailPasswordLink(schools.registry, person.email, device))
      return told(intent, send, person.email)
    }
  }
}

/** What a form asks for, once who sent it has proved who they are; a refusal comes back with the form. */
async function proven<S extends z.ZodObject>(
  request: Request,
  schema: S,
  intent: string,
  prove: (value: z.infer<S>) => void | Promise<void>,
  act: (value: z.infer<S>) => Promise<Response>,
) {
  const form = await parseForm(request, schema)
  const refused = ({ data: result, init }: ReturnType<typeof form.reply>) =>
    data<SigningInAnswer>({ ...nothing, intent, result }, init ?? 400)
  if (!form.ok) return refused(form.reply())
  try {
    await prove(form.value)
    return await act(form.value)
  } catch (error) {
    return refused(error instanceof SignInRefused ? form.reply(new PasswordWrong(), 'current') : form.reply(error))
  }
}

async function told(intent: string, act: () => Promise<void>, sentTo: string | null) {
  try {
    await act()
    return data<SigningInAnswer>({ ...nothing, intent, sentTo })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data<SigningInAnswer>({ ...nothing, intent, problem: sentenceFor(error) }, { status: error.status, headers: retryHeader(error) })
  }
}
