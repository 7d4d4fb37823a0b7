import { type ActionFunctionArgs, redirectDocument } from '@remix-run/node'
import { clearViewCookie, requireView, schoolOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { ViewRefused } from '#tenants/people/failures.ts'
import { endView } from '#tenants/people/view-as.ts'

export const loader = () => {
  throw new ViewRefused()
}

/** To the school's home: browsers follow no form from here to the dashboard's host (`form-action`). @throws ViewRefused to who is in no look */
export async function action({ context, request }: ActionFunctionArgs) {
  const { secret } = requireView(context, request)
  await endView(schoolOf(context), secret)
  return redirectDocument(urls.school.home(), { headers: { 'Set-Cookie': clearViewCookie(context) } })
}
