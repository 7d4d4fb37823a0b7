import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { providerNamed } from '#app/oauth/providers.server.ts'
import { openState } from '#app/oauth/state.server.ts'
import { urls } from '#app/urls.ts'
import { OtherBrowser } from '#integrations/oauth/failures.ts'

/**
 * On the way from a school's host to the provider, which knows the platform's host alone. What is begun here ends on the school's, and
 * only in the browser that began there: leading somebody here gains nothing.
 */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const provider = providerNamed(context, params.provider)
  const begun = new URL(request.url).searchParams.get('begun')
  if (begun === null) return redirect(urls.platform.home())
  if (openState(context, provider, begun)?.kind !== 'student') throw new OtherBrowser()
  return provider.begin(begun, request)
}
