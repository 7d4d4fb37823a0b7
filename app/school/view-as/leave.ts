import type { ActionFunctionArgs } from '@remix-run/node'
import { catalogue } from '#app/locales/catalogue.ts'
import { clearViewCookie, platformUrl, requireView, schoolOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { ViewRefused } from '#tenants/people/failures.ts'
import { endView } from '#tenants/people/view-as.ts'

export const loader = () => {
  throw new ViewRefused()
}

/**
 * Back to the student's page. By a page that leads on, for browsers follow no form from here to the dashboard's host (`form-action`).
 * @throws ViewRefused to who is in no look
 */
export async function action({ context, request }: ActionFunctionArgs) {
  const { secret, view } = requireView(context, request)
  const tenant = schoolOf(context)
  await endView(tenant, secret)
  const back = platformUrl(context, urls.dashboard.student(tenant.slug, view.student.id))
  const { t } = catalogue('en')
  const words = t('viewAs.back')
  return new Response(`<!doctype html><html lang="en"><title>${words}</title><a href="${back}">${words}</a></html>`, {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      Refresh: `0; url=${back}`,
      'Set-Cookie': clearViewCookie(context),
    },
  })
}
