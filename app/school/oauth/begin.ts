import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { providerNamed } from '#app/oauth/providers.server.ts'
import { safeDestination, schoolOf } from '#app/sessions.server.ts'
import { urls } from '#app/urls.ts'
import { beginForStudent } from './begin-for-student.server.ts'

export const loader = () => redirect(urls.school.signIn())

export async function action({ context, request, params }: ActionFunctionArgs) {
  const tenant = schoolOf(context)
  const provider = providerNamed(context, params.provider)
  const form = await request.formData()
  return beginForStudent(context, request, tenant, {
    provider: provider.name,
    to: safeDestination(form.get('to'), urls.school.learn()),
    link: null,
  })
}
