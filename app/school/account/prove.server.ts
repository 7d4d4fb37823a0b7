import type { AppLoadContext } from '@remix-run/node'
import { sourceOf } from '#app/sessions.server.ts'
import { cameByLetter, checkPassword } from '#tenants/people/proof.ts'
import type { Student } from '#tenants/people/schema.ts'
import type { Session } from '#tenants/people/sessions.ts'
import type { Tenant } from '#tenants/tenant.ts'

/**
 * Asks once more who is there, before what a stranger at an open browser must not do: the password, or having come by a letter a
 * moment ago. Wrong passwords count as at the sign-in form.
 * @throws PasswordWrong, TooManyTries
 */
export async function prove(
  context: AppLoadContext,
  request: Request,
  { tenant, student, session }: { tenant: Tenant; student: Student; session: Session },
  password: string,
): Promise<void> {
  if (tenant.read((db) => cameByLetter(db, session))) return
  await context.lectern.throttle.signIn(sourceOf(context, request), student.email, () => checkPassword(student, password))
}
