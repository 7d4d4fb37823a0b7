import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { requireStudent } from '#app/sessions.server.ts'
import { enrolledCourses } from '#tenants/learning/student-home.ts'

export function loader({ context, request }: LoaderFunctionArgs) {
  const { tenant, student } = requireStudent(context, request)
  return { courses: tenant.read((db) => enrolledCourses(db, student.id)) }
}

export default function LearnHome() {
  const { courses } = useLoaderData<typeof loader>()
  return <p>{courses.length}</p>
}
