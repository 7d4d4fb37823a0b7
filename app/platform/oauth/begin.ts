import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { providerNamed } from '#app/oauth/providers.server.ts'
import { sealState } from '#app/oauth/state.server.ts'
import { safeDestination } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'

export const loader = () => redirect(urls.platform.signIn())

/** Only a form of ours begins: a link of somebody else's must not sign a person in behind their back. */
export async function action({ context, request, params }: ActionFunctionArgs) {
  const provider = providerNamed(context, params.provider)
  const form = await request.formData()
  const to = safeDestination(form.get('to'), '')
  return provider.begin(sealState(context, { kind: 'staff', provider: provider.name, to, link: null }), request)
}
