import { type ActionFunctionArgs, type AppLoadContext, redirect } from '@remix-run/node'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { deviceOf, optionalPerson, redirectSignedIn, requirePerson } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { fail } from '#lib/failure.ts'
import { acceptAsNewPerson, acceptInvitation } from '#tenants/registry/accept-invitation.ts'
import { lookAtInvitation } from '#tenants/registry/invitations.ts'
import { personByEmail, personById } from '#tenants/registry/people.ts'
import { InvitationSpent } from '#tenants/registry/staff-failures.ts'
import { setName } from '#tenants/registry/staff-list.ts'
import { NewMember } from './invitation.tsx'

export interface ShownInvitation {
  readonly school: string
  readonly by: string
  readonly role: string
  /** Of a set of the school's own. */
  readonly set: string | null
  readonly email: string
  /** What the person who looks can do: join, sign in first, be somebody else, make an account. */
  readonly state: 'join' | 'sign_in' | 'other' | 'create'
  /** The address of who is signed in. */
  readonly signedInAs: string | null
}

/** What the invitation says, and how who looks at it can accept it; nothing is used up. @throws InvitationSpent */
export function showInvitation(context: AppLoadContext, request: Request, unsealed: unknown): ShownInvitation {
  const { registry } = context.lectern.schools
  const { schoolId, email, role, invitedBy } = registry.read((db) => lookAtInvitation(db, unsealed))
  const school = registry.byId(schoolId) ?? fail(new InvitationSpent())
  const person = optionalPerson(context, request)
  const isTheirs = person?.email === email
  const state = person ? (isTheirs ? 'join' : 'other') : personByEmail(registry, email) ? 'sign_in' : 'create'
  return {
    school: school.name,
    by: personById(registry, invitedBy)?.name ?? '',
    role,
    set: registry.read((db) => setName(db, schoolId, role)) ?? null,
    email,
    state,
    signedInAs: person?.email ?? null,
  }
}

const Intent = z.object({ intent: z.enum(['join', 'create']).catch('join') })

/** Accepts it, as who is signed in or by making an account with the address it is for. @throws InvitationSpent, InvitationForAnother, AlreadyStaff */
export async function answerInvitation({ context, request }: ActionFunctionArgs, unsealed: unknown) {
  const { schools, throttle, address } = context.lectern
  const device = deviceOf(context, request)
  const { intent } = Intent.parse(Object.fromEntries(await request.clone().formData()))
  const slugOf = (schoolId: string) => (schools.registry.byId(schoolId) ?? fail(new InvitationSpent())).slug
  if (intent === 'join') {
    const { schoolId } = await acceptInvitation(schools, unsealed, requirePerson(context, request), device)
    return redirect(urls.dashboard.home(slugOf(schoolId)))
  }
  const form = await parseForm(request, NewMember)
  if (!form.ok) return form.reply()
  try {
    const made = await throttle.register({ address }, () => acceptAsNewPerson(schools, unsealed, form.value, device))
    return redirectSignedIn(context, 'staff', made.token, urls.dashboard.home(slugOf(made.invitation.schoolId)))
  } catch (error) {
    return form.reply(error)
  }
}
