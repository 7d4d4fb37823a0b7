import type { SubmissionResult } from '@conform-to/react'
import { type AppLoadContext, data } from '@remix-run/node'
import { z } from 'zod'
import { parseForm, RequestUnreadable, readForm } from '#app/forms.server.ts'
import { providerNamed } from '#app/oauth/providers.server.ts'
import { beginForStudent } from '#app/school/oauth/begin-for-student.server.ts'
import { sourceOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { PROVIDERS } from '#integrations/oauth/provider.ts'
import { Failure } from '#lib/failure.ts'
import { askForEmail } from '#tenants/people/email-change.ts'
import { unlinkIdentity } from '#tenants/people/enter-by-provider.ts'
import { EmailUnchanged, SignInRefused } from '#tenants/people/failures.ts'
import { changePassword, mailPasswordLink } from '#tenants/people/password-change.ts'
import type { Student } from '#tenants/people/schema.ts'
import type { Session } from '#tenants/people/sessions.ts'
import { mailSignInLink } from '#tenants/people/sign-in-link.ts'
import { endOthers, endSessionOf } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { EmailForm, LinkForm, PasswordForm } from './forms.ts'
import { prove } from './prove.server.ts'

export interface SigningInAnswer {
  readonly intent: string
  /** What was done: an address a letter is on its way to, or nothing more to say. */
  readonly done: boolean
  readonly email: string | null
  readonly result: SubmissionResult<string[]> | null
}

const Unlink = z.object({ provider: z.enum(PROVIDERS), subject: z.string().max(255) })

interface Who {
  readonly tenant: Tenant
  readonly student: Student
  readonly session: Session
}

const done = (intent: string, email: string | null = null) => data<SigningInAnswer>({ intent, done: true, email, result: null })

/** What the page of e-mail, password and sessions can be asked for. */
export async function changeSigningIn(context: AppLoadContext, request: Request, who: Who) {
  const { tenant, student, session } = who
  const sent = await request.clone().formData()
  const intent = String(sent.get('intent') ?? '')
  switch (intent) {
    case 'email':
      return proven(context, request, who, EmailForm, intent, async ({ email }) => {
        await context.lectern.throttle.letter(sourceOf(context, request), () => askForEmail(tenant, student, email))
        return email
      })
    case 'password':
      return proven(context, request, who, PasswordForm, intent, async ({ newPassword }) => {
        await changePassword(tenant, { studentId: student.id, session }, newPassword)
        return null
      })
    case 'link':
      // It goes on at the provider, and ends where the platform's host sends browsers back to.
      return proven(context, request, who, LinkForm, intent, async ({ provider }) => {
        const asked = { provider: providerNamed(context, provider).name, to: urls.school.accountSignIn(), link: student.id }
        return beginForStudent(context, request, tenant, asked)
      })
    case 'unlink':
      await unlinkIdentity(tenant, student.id, await readForm(request, Unlink))
      return done(intent)
    case 'letter':
      await context.lectern.throttle.letter(sourceOf(context, request), () => mailSignInLink(tenant, student.email))
      return done(intent, student.email)
    case 'password-letter':
      await context.lectern.throttle.letter(sourceOf(context, request), () => mailPasswordLink(tenant, student.email))
      return done(intent, student.email)
    case 'end':
      await endSessionOf(tenant, student.id, String(sent.get('session') ?? ''))
      return done(intent)
    case 'end-others':
      await endOthers(tenant, session)
      return done(intent)
    default:
      throw new RequestUnreadable()
  }
}

async function proven<S extends z.ZodObject<{ password: z.ZodType<string> }>>(
  context: AppLoadContext,
  request: Request,
  who: Who,
  schema: S,
  intent: string,
  act: (value: z.infer<S>) => Promise<string | Response | null>,
) {
  const form = await parseForm(request.clone(), schema)
  const refused = (reply: { data: SubmissionResult<string[]>; init: ResponseInit | null }) =>
    data<SigningInAnswer>({ intent, done: false, email: null, result: reply.data }, reply.init ?? {})
  if (!form.ok) return refused(form.reply())
  try {
    await prove(context, request, who, String(form.value.password))
    const acted = await act(form.value)
    return acted instanceof Response ? acted : done(intent, acted)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return refused(form.reply(error, error instanceof SignInRefused ? 'password' : error instanceof EmailUnchanged ? 'email' : undefined))
  }
}
