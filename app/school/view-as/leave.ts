import type { ActionFunctionArgs } from '@remix-run/node'
import { catalogue } from '#app/locales/catalogue.ts'
import { clearViewCookie, platformUrl, requireView, schoolOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { ViewRefused } from '#tenants/people/failures.ts'
import { endView } from '#tenants/people/view-as.ts'
import { leadOn } from './lead-on.server.ts'

export const loader = () => {
  throw new ViewRefused()
}

/**
 * Back to the student's page.
 * @throws ViewRefused to who is in no look
 */
export async function action({ context, request }: ActionFunctionArgs) {
  const { secret, view } = requireView(context, request)
  const tenant = schoolOf(context)
  await endView(tenant, secret)
  const back = platformUrl(context, urls.dashboard.student(tenant.slug, view.student.id))
  return leadOn(back, catalogue('en').t('viewAs.back'), clearViewCookie(context))
}
