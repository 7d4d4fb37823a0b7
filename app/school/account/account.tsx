import type { LoaderFunctionArgs } from '@remix-run/node'
import { Link, Outlet, useLocation } from '@remix-run/react'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { requireSession } from '#app/sessions.server.ts'
import { TabLinks } from '#app/ui/tabs.tsx'
import { urls } from '#app/urls.ts'

export function loader({ context, request }: LoaderFunctionArgs) {
  requireSession(context, request)
  return null
}

/** The parts of an account: tabs on a desk; on a phone a list at its first page, and from each other page the way back to it. */
export default function Account() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const others = [
    { to: urls.school.accountSignIn(), label: t('account.signIn.title') },
    { to: urls.school.accountCourses(), label: t('account.courses.title') },
    { to: urls.school.accountNotifications(), label: t('account.notifications.title') },
    { to: urls.school.accountData(), label: t('account.data.title') },
  ]
  const isFirst = pathname.replace(/\/$/, '') === urls.school.account()
  return (
    <div className="mx-auto max-w-3xl">
      {isFirst ? null : (
        <Link to={urls.school.account()} className="-ms-1 mb-2 inline-flex min-h-11 items-center gap-1 text-ui text-muted sm:hidden">
          <ChevronLeft size={18} className="rtl:-scale-x-100" />
          {t('account.back')}
        </Link>
      )}
      <h1 className={isFirst ? undefined : 'max-sm:sr-only'}>{t('account.title')}</h1>
      <TabLinks
        label={t('account.sections')}
        tabs={[{ to: urls.school.account(), label: t('account.profile.title'), end: true }, ...others]}
        className="mt-6 max-sm:hidden"
      />
      {isFirst ? (
        <nav aria-label={t('account.sections')} className="mt-4 sm:hidden">
          <ul className="divide-y divide-line border-y border-line">
            {others.map(({ to, label }) => (
              <li key={to}>
                <Link to={to} className="flex min-h-12 items-center justify-between gap-3 text-ui">
                  {label}
                  <ChevronRight size={18} className="text-muted rtl:-scale-x-100" />
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      <div className={isFirst ? 'mt-10' : 'mt-4 sm:mt-10'}>
        <Outlet />
      </div>
    </div>
  )
}
