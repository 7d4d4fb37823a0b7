import type { LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, Outlet, useLoaderData, useRouteLoaderData } from '@remix-run/react'
import { BookOpen, ExternalLink, House, ListVideo, LogOut, Palette, Settings, Trash2, UserCog, UserRound, Users } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorBoundary as RootError } from '#app/root.tsx'
import { markOf } from '#app/school-pictures.ts'
import { may, requireStaff } from '#app/sessions.server.ts'
import { Trouble } from '#app/trouble.tsx'
import { accentStyle } from '#app/ui/accent.ts'
import { ButtonLink, IconButton } from '#app/ui/button.tsx'
import { DashboardFrame, SchoolLine } from '#app/ui/frames/dashboard-frame.tsx'
import { railRow } from '#app/ui/frames/rail-nav.tsx'
import { urls } from '#app/urls.ts'
import { schoolsOf } from '#tenants/registry/people.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { roleName } from './role-name.ts'
import { afterSuccess } from './unreachable.ts'
import { UploadsTray } from './uploads/uploads-tray.tsx'

export const shouldRevalidate = afterSuccess

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'school.see')
  const { tenant, person } = staff
  const face = tenant.read(schoolFace)
  return {
    slug: tenant.slug,
    accent: face.accent,
    // The rail is narrow: the square one.
    mark: markOf({ ...face, logo: face.mark, logoDark: null }, tenant.url('')),
    site: tenant.url('/'),
    person: { name: person.name, role: staff.grants.role },
    makesCourses: may(staff, 'courses.manage'),
    managesStaff: may(staff, 'staff.manage'),
    several: schoolsOf(context.lectern.schools.registry, person.id).length > 1,
  }
}

export default function Dashboard() {
  return (
    <Frame school={useLoaderData<typeof loader>()}>
      <Outlet />
    </Frame>
  )
}

/** What fails inside leaves the rail where it is: there is always a way on. */
export function ErrorBoundary() {
  const school = useRouteLoaderData<typeof loader>('dashboard/frame')
  const { t } = useTranslation()
  if (!school) return <RootError />
  return (
    <Frame school={school}>
      <Trouble>
        <ButtonLink to={urls.dashboard.home(school.slug)}>{t('dashboard.back')}</ButtonLink>
      </Trouble>
    </Frame>
  )
}

type FrameProps = { school: ReturnType<typeof useLoaderData<typeof loader>>; children: ReactNode }

function Frame({ school: { slug, accent, mark, site, person, makesCourses, managesStaff, several }, children }: FrameProps) {
  const { t } = useTranslation()
  const school = { ...mark, address: new URL(site).host }
  return (
    <div style={accentStyle(accent)} className="contents">
      <DashboardFrame
        school={school}
        schoolMenu={
          several ? (
            <Link
              to={urls.platform.allSchools()}
              className="flex min-w-0 flex-1 rounded-sm hover:bg-sunk"
              title={t('dashboard.nav.schools')}
            >
              <SchoolLine school={school} />
            </Link>
          ) : undefined
        }
        nav={[
          { to: urls.dashboard.home(slug), label: t('dashboard.nav.home'), icon: House, end: true },
          ...(makesCourses ? [{ to: urls.dashboard.courses(slug), label: t('dashboard.nav.courses'), icon: BookOpen }] : []),
          { to: urls.dashboard.people(slug), label: t('dashboard.nav.people'), icon: Users },
        ]}
        footNav={[
          ...(makesCourses
            ? [
                { to: urls.dashboard.jobs(slug), label: t('dashboard.nav.jobs'), icon: ListVideo },
                { to: urls.dashboard.trash(slug), label: t('dashboard.nav.trash'), icon: Trash2 },
              ]
            : []),
          { to: urls.dashboard.brand(slug), label: t('dashboard.nav.brand'), icon: Palette },
          ...(managesStaff ? [{ to: urls.dashboard.staff(slug), label: t('staff.title'), icon: UserCog }] : []),
          { to: urls.dashboard.settings(slug), label: t('dashboard.nav.settings'), icon: Settings },
        ]}
        searchSlot={
          <a href={site} target="_blank" rel="noreferrer" className={railRow()}>
            <ExternalLink size={18} />
            {t('dashboard.nav.viewSite')}
          </a>
        }
        person={{ name: person.name, role: roleName(t, person.role) }}
        personMenu={
          <div className="flex">
            <ButtonLink
              to={urls.platform.account()}
              aria-label={t('dashboard.nav.account')}
              title={t('dashboard.nav.account')}
              icon={UserRound}
              variant="quiet"
              size="sm"
              className="button-square"
            />
            <Form method="post" action={urls.platform.signOut()} reloadDocument>
              <IconButton type="submit" label={t('dashboard.nav.signOut')} icon={LogOut} size="sm" />
            </Form>
          </div>
        }
      >
        {children}
      </DashboardFrame>
      <UploadsTray />
    </div>
  )
}
