import type { ActionFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { readForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { clearViewCookie, optionalPreview, platformUrl, schoolOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { fail } from '#lib/failure.ts'
import { PreviewRefused } from '#tenants/previews/failures.ts'
import { endPreview } from '#tenants/previews/previews.ts'
import { leadOn } from '../view-as/lead-on.server.ts'

/** The lesson it is left from. */
const Leave = z.object({ lesson: z.string().max(64).optional() })

export const loader = () => {
  throw new PreviewRefused()
}

/** Back to the editor, of the lesson where one was looked at. @throws PreviewRefused to who is in no preview */
export async function action({ context, request }: ActionFunctionArgs) {
  const preview = optionalPreview(context, request) ?? fail(new PreviewRefused())
  const tenant = schoolOf(context)
  const { lesson } = await readForm(request, Leave)
  await endPreview(tenant, preview.id)
  const { id } = preview.course
  const back = lesson ? urls.dashboard.lesson(tenant.slug, id, lesson) : urls.dashboard.course(tenant.slug, id)
  return leadOn(platformUrl(context, back), catalogue('en').t('previews.back'), clearViewCookie(context))
}
