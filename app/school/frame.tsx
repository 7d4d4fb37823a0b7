import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, useLoaderData, useLocation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { useRoot } from '#app/root.tsx'
import { requireStudent } from '#app/sessions.server.ts'
import { SchoolFrame } from '#app/ui/frames/school-frame.tsx'
import { urls } from '#app/urls.ts'
import { StudentMenu } from './student-menu.tsx'

export function loader({ context, request }: LoaderFunctionArgs) {
  const { name, email } = requireStudent(context, request).student
  return { student: { name, email } }
}

/** Around every page of a student except the lesson, which has a frame of its own. */
export default function Frame() {
  const { student } = useLoaderData<typeof loader>()
  const { school } = useRoot()
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const links = [
    { to: urls.school.learn(), label: t('school.nav.learn') },
    { to: urls.school.redeem(), label: t('school.nav.redeem') },
  ]
  return (
    <SchoolFrame
      school={{ name: school?.name ?? '', logo: school?.logo ?? null, to: urls.school.home() }}
      links={links.map((link) => ({ ...link, current: link.to === pathname }))}
      account={<StudentMenu student={student} />}
    >
      <Outlet />
    </SchoolFrame>
  )
}
