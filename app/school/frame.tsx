import type { LoaderFunctionArgs } from '@remix-run/node'
import { Outlet, useLoaderData, useLocation, useRouteLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorBoundary as RootError, useRoot } from '#app/root.tsx'
import { requireStudent } from '#app/sessions.server.ts'
import { Trouble } from '#app/trouble.tsx'
import { ButtonLink } from '#app/ui/button.tsx'
import { SchoolFrame } from '#app/ui/frames/school-frame.tsx'
import { urls } from '#app/urls.ts'
import { avatarOf } from './avatar.ts'
import { StudentMenu } from './student-menu.tsx'

export function loader({ context, request }: LoaderFunctionArgs) {
  const { student } = requireStudent(context, request)
  return { student: { name: student.name, email: student.email, avatar: avatarOf(student) } }
}

/** Around every page of a student except the lesson, which has a frame of its own. */
export default function Frame() {
  return (
    <Framed student={useLoaderData<typeof loader>().student}>
      <Outlet />
    </Framed>
  )
}

export function ErrorBoundary() {
  const data = useRouteLoaderData<typeof loader>('school/frame')
  const { t } = useTranslation()
  if (!data) return <RootError />
  return (
    <Framed student={data.student}>
      <Trouble>
        <ButtonLink to={urls.school.learn()}>{t('learn.finished.back')}</ButtonLink>
      </Trouble>
    </Framed>
  )
}

function Framed({ student, children }: { student: { name: string; email: string; avatar: string | null }; children: ReactNode }) {
  const { school } = useRoot()
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const links = [
    { to: urls.school.learn(), label: t('school.nav.learn') },
    { to: urls.school.redeem(), label: t('school.nav.redeem') },
  ]
  return (
    <SchoolFrame
      school={{ name: '', ...school, to: urls.school.home() }}
      links={links.map((link) => ({ ...link, current: link.to === pathname }))}
      account={<StudentMenu student={student} />}
    >
      {children}
    </SchoolFrame>
  )
}
