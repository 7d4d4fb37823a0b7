import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { requireStaff } from '#app/sessions.server.ts'
import { PageHeader } from '#app/ui/page.tsx'

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { person } = requireStaff(context, request, params.school, 'school.see')
  return { name: person.name }
}

export default function Home() {
  const { name } = useLoaderData<typeof loader>()
  return <PageHeader title={name} />
}
