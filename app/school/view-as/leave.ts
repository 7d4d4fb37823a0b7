import { type ActionFunctionArgs, redirectDocument } from '@remix-run/node'
import { clearViewCookie, platformUrl, requireView, schoolOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { ViewRefused } from '#tenants/people/failures.ts'
import { endView } from '#tenants/people/view-as.ts'

export const loader = () => {
  throw new ViewRefused()
}

/** Back to the student’s page. @throws ViewRefused to who is in no look */
export async function action({ context, request }: ActionFunctionArgs) {
  const tenant = schoolOf(context)
  const { secret, view } = requireView(context, request)
  await endView(tenant, secret)
  return redirectDocument(platformUrl(context, urls.dashboard.student(tenant.slug, view.student.id)), {
    headers: { 'Set-Cookie': clearViewCookie(context) },
  })
}
