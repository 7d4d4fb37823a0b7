import type { LoaderFunctionArgs } from '@remix-run/node'
import { Form, Link, Outlet, useLoaderData } from '@remix-run/react'
import { BookOpen, ExternalLink, House, LogOut, Settings, Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { coverPicture } from '#app/school-pictures.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { accentStyle } from '#app/ui/accent.ts'
import { IconButton } from '#app/ui/button.tsx'
import { DashboardFrame, SchoolLine } from '#app/ui/frames/dashboard-frame.tsx'
import { railRow } from '#app/ui/frames/rail-nav.tsx'
import { urls } from '#app/urls.ts'
import { schoolsOf } from '#tenants/registry/people.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { roleName } from './role-name.ts'
import { UploadsTray } from './uploads/uploads-tray.tsx'

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant, person, role } = requireStaff(context, request, params.school, 'school.see')
  const face = tenant.read(schoolFace)
  return {
    slug: tenant.slug,
    name: face.name,
    accent: face.accent,
    logo: coverPicture(face.logo, '', tenant.url(''))?.src ?? null,
    site: tenant.url('/'),
    person: { name: person.name, role },
    several: schoolsOf(context.lectern.schools.registry, person.id).length > 1,
  }
}

export default function Dashboard() {
  const { slug, name, accent, logo, site, person, several } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const school = { name, logo, address: new URL(site).host }
  return (
    <div style={accentStyle(accent)} className="contents">
      <DashboardFrame
        school={school}
        schoolMenu={
          several ? (
            <Link
              to={`${urls.platform.schools()}?all`}
              className="flex min-w-0 flex-1 rounded-sm hover:bg-sunk"
              title={t('dashboard.nav.schools')}
            >
              <SchoolLine school={school} />
            </Link>
          ) : undefined
        }
        nav={[
          { to: urls.dashboard.home(slug), label: t('dashboard.nav.home'), icon: House, end: true },
          { to: urls.dashboard.courses(slug), label: t('dashboard.nav.courses'), icon: BookOpen },
          { to: urls.dashboard.people(slug), label: t('dashboard.nav.people'), icon: Users },
        ]}
        footNav={[{ to: urls.dashboard.settings(slug), label: t('dashboard.nav.settings'), icon: Settings }]}
        searchSlot={
          <a href={site} target="_blank" rel="noreferrer" className={railRow()}>
            <ExternalLink size={18} />
            {t('dashboard.nav.viewSite')}
          </a>
        }
        person={{ name: person.name, role: roleName(t, person.role) }}
        personMenu={
          <Form method="post" action={urls.platform.signOut()} reloadDocument>
            <IconButton type="submit" label={t('dashboard.nav.signOut')} icon={LogOut} size="sm" />
          </Form>
        }
      >
        <Outlet />
      </DashboardFrame>
      <UploadsTray />
    </div>
  )
}
