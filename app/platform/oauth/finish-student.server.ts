import { type AppLoadContext, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { failedCode } from '#app/oauth/failed.ts'
import type { StudentState } from '#app/oauth/state.server.ts'
import { urls } from '#app/urls.ts'
import type { Profile } from '#integrations/oauth/provider.ts'
import { type Failure, fail } from '#lib/failure.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import { makeHandover } from '#tenants/people/handover.ts'
import type { Tenant } from '#tenants/tenant.ts'

/** Hands over to the school's host, where the student is let in. @throws SchoolUnknown, SchoolSuspended */
export async function finishStudent({ context }: LoaderFunctionArgs, state: StudentState, profile: Profile): Promise<Response> {
  const tenant = schoolAt(context, state)
  const token = await makeHandover(tenant, { profile, studentId: state.link, returnTo: state.to }, state.browserHash)
  return redirect(onHost(context, state, urls.school.oauthEnter(token)))
}

/** The school says what was wrong; undefined where nobody is at that host any more. */
export function tellSchool(context: AppLoadContext, state: StudentState, error: Failure): Response | undefined {
  if (!error.code.startsWith('oauth.')) return undefined
  const failed = failedCode(error.code)
  const path = state.link
    ? urls.school.accountLinkFailed(failed, state.provider)
    : urls.school.signInFailed(failed, state.provider, state.to)
  return redirect(onHost(context, state, path))
}

/** The host may have become somebody else's while the person was away. */
function schoolAt({ lectern: { schools } }: AppLoadContext, { host, schoolId }: StudentState): Tenant {
  const target = schools.resolveHost(host)
  return target.kind === 'school' && target.tenant.id === schoolId ? target.tenant : fail(new SchoolUnknown())
}

function onHost(context: AppLoadContext, state: StudentState, path: string): string {
  schoolAt(context, state)
  return `${context.lectern.schools.env.scheme}://${state.host}${path}`
}
