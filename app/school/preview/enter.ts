import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { platformUrl, schoolOf, setViewCookie } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { hashToken, newToken } from '#lib/crypto.ts'
import { PREVIEW_LIFE_MS, readPreview } from '#tenants/previews/previews.ts'

/** Gives the browser a secret of its own and goes back to the dashboard with its hash. Nothing is opened yet, and nothing written. */
export function loader({ context, params }: LoaderFunctionArgs) {
  const tenant = schoolOf(context)
  const sealed = params.token ?? ''
  const { courseId, lessonId } = readPreview(tenant, sealed)
  const secret = newToken()
  const begun = { begin: sealed, browser: hashToken(secret) }
  return redirect(platformUrl(context, urls.dashboard.preview(tenant.slug, courseId, lessonId ?? undefined, begun)), {
    headers: { 'Set-Cookie': setViewCookie(context, secret, PREVIEW_LIFE_MS), 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' },
  })
}
