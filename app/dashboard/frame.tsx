import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import {
  isRouteErrorResponse,
  Link,
  Outlet,
  type ShouldRevalidateFunctionArgs,
  useLoaderData,
  useParams,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react'
import { ExternalLink, Search } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorBoundary as RootError } from '#app/root.tsx'
import { markOf } from '#app/school-pictures.ts'
import { onlyOf, requireStaff } from '#app/sessions.server.ts'
import { Trouble } from '#app/trouble.tsx'
import { titleAround } from '#app/trouble-title.ts'
import { ButtonLink, IconButton } from '#app/ui/button.tsx'
import { DashboardFrame, SchoolLine } from '#app/ui/frames/dashboard-frame.tsx'
import { railRow } from '#app/ui/frames/rail-nav.tsx'
import { Kbd } from '#app/ui/kbd.tsx'
import { urls } from '#app/urls.ts'
import { accentStyle } from '#lib/accent.ts'
import { noticesFor } from '#tenants/insights/notices.ts'
import { seesFirstSteps } from '#tenants/registry/first-steps.ts'
import { schoolsOf } from '#tenants/registry/people.ts'
import { hasShortcuts } from '#tenants/registry/person-settings.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { isVisit } from './home/visit.ts'
import { KeysDialog } from './keys/keys-dialog.tsx'
import { useKeys } from './keys/use-keys.ts'
import { BellTray, useTray } from './notifications/tray.tsx'
import { PersonMenu } from './person-menu.tsx'
import { type Place, placesFor } from './places.ts'
import { roleName } from './role-name.ts'
import { useCreations } from './search/creations.ts'
import { Palette } from './search/palette.tsx'
import { useRecent } from './search/use-recent.ts'
import { afterSuccess } from './unreachable.ts'
import { UploadsTray } from './uploads/uploads-tray.tsx'
import { useLine } from './use-line.ts'

/** That somebody is here changes nothing they see. */
export const shouldRevalidate = (done: ShouldRevalidateFunctionArgs) => !isVisit(done) && afterSuccess(done)

export const meta: MetaFunction<typeof loader> = ({ data, error }) => titleAround(error, data?.mark.name)

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const staff = requireStaff(context, request, params, 'school.see')
  const { tenant, person, grants } = staff
  const { registry } = context.lectern.schools
  const now = Date.now()
  const reader = { id: person.id, allowed: grants.permissions, reach: onlyOf(staff) }
  const { face, unread } = tenant.read((db) => ({ face: schoolFace(db), unread: noticesFor(db, reader, now).unread }))
  return {
    slug: tenant.slug,
    accent: face.accent,
    // The rail is narrow: the square one.
    mark: markOf({ ...face, logo: face.mark, logoDark: null }, tenant.origin),
    site: tenant.url('/'),
    person: { id: person.id, name: person.name, role: grants.role },
    permissions: [...grants.permissions],
    shortcuts: hasShortcuts(registry, person.id),
    stepsHidden: grants.permissions.has('courses.manage') && !seesFirstSteps(registry, person.id, tenant.id),
    several: schoolsOf(registry, person.id).length > 1,
    told: { unread, now },
  }
}

type School = ReturnType<typeof useLoaderData<typeof loader>>

/** In a browser: the school that was shown last. When the server is away, its rail is all there is. */
let lastShown: School | undefined

export default function Dashboard() {
  const school = useLoaderData<typeof loader>()
  useEffect(() => {
    lastShown = school
  }, [school])
  return (
    <Frame school={school}>
      <Outlet />
    </Frame>
  )
}

/** What fails inside leaves the rail where it is: there is always a way on. */
export function ErrorBoundary() {
  const loaded = useRouteLoaderData<typeof loader>('dashboard/frame')
  const { school: slug } = useParams()
  const { t } = useTranslation()
  // What was refused has its answer; this is for what did not come.
  const isAway = !isRouteErrorResponse(useRouteError())
  const school = loaded ?? (isAway && lastShown?.slug === slug ? lastShown : undefined)
  if (!school) return <RootError />
  return (
    <Frame school={school}>
      <Trouble>
        <ButtonLink to={urls.dashboard.home(school.slug)}>{t('dashboard.back')}</ButtonLink>
      </Trouble>
    </Frame>
  )
}

type FrameProps = { school: School; children: ReactNode }

function Frame({ school: { slug, accent, mark, site, person, permissions, shortcuts, stepsHidden, several, told }, children }: FrameProps) {
  const { t } = useTranslation()
  const school = { ...mark, address: new URL(site).host }
  const places = placesFor(slug, permissions)
  const railItem = ({ id, to, icon }: Place) => ({ to, icon, label: t(`dashboard.nav.${id}`), end: id === 'home' })
  const rows = (foot: boolean) => places.filter((place) => place.foot === foot).map(railItem)
  const creations = useCreations(slug, permissions)
  const [above, setAbove] = useState<'palette' | 'keys' | null>(null)
  const openPalette = () => setAbove('palette')
  const openKeys = () => setAbove('keys')
  const closing = (open: boolean) => {
    if (!open) setAbove(null)
  }
  useKeys({ places, single: shortcuts, openPalette, openHelp: openKeys })
  useRecent(slug, mark.name, person.id)
  useLine(places.map(({ to }) => to))
  const tray = useTray(slug, told)
  return (
    <div style={accentStyle(accent)} className="contents">
      <DashboardFrame
        school={school}
        schoolMenu={
          several ? (
            <Link
              to={urls.platform.allSchools()}
              className="flex min-w-0 flex-1 rounded-sm hover:bg-held"
              title={t('dashboard.nav.schools')}
            >
              <SchoolLine school={school} />
            </Link>
          ) : undefined
        }
        nav={rows(false)}
        footNav={rows(true)}
        searchSlot={
          <div className="flex flex-none flex-col gap-1">
            <button type="button" onClick={openPalette} aria-haspopup="dialog" className={`${railRow()} flex-none border border-line`}>
              <Search size={16} />
              <span className="flex-1">{t('palette.open')}</span>
              <Kbd>Ctrl K</Kbd>
            </button>
            <BellTray tray={tray} look="row" />
          </div>
        }
        barSlot={
          <>
            <BellTray tray={tray} look="icon" />
            <IconButton label={t('palette.open')} icon={Search} aria-haspopup="dialog" onClick={openPalette} />
          </>
        }
        footSlot={
          <a href={site} target="_blank" rel="noreferrer" className={railRow()}>
            <ExternalLink size={18} />
            {t('dashboard.nav.viewSite')}
          </a>
        }
        person={{
          name: person.name,
          role: roleName(t, person.role),
          account: { to: urls.platform.account(), label: `${t('dashboard.nav.account')}: ${person.name}` },
        }}
        personMenu={<PersonMenu slug={slug} stepsHidden={stepsHidden} onKeys={openKeys} />}
      >
        {children}
      </DashboardFrame>
      <Palette school={slug} person={person.id} places={places} creations={creations} open={above === 'palette'} onOpenChange={closing} />
      <KeysDialog places={places} single={shortcuts} open={above === 'keys'} onOpenChange={closing} />
      <UploadsTray school={slug} />
    </div>
  )
}
