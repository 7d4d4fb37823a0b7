import type { LoaderFunctionArgs } from '@remix-run/node'
import { Form, Outlet, useLoaderData } from '@remix-run/react'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { afterSuccess } from '#app/dashboard/unreachable.ts'
import { requirePerson } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { SchoolFrame } from '#app/ui/frames/school-frame.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { TabLinks } from '#app/ui/tabs.tsx'
import { urls } from '#app/urls.ts'
import { schoolsOf } from '#tenants/registry/people.ts'

export const shouldRevalidate = afterSuccess

export function loader({ context, request }: LoaderFunctionArgs) {
  const person = requirePerson(context, request)
  const [first, ...others] = schoolsOf(context.lectern.schools.registry, person.id)
  return { only: first && !others.length ? { slug: first.school.slug, name: first.school.name } : null }
}

export default function Account() {
  const { only } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const { account, signingIn, sessions, schools, home, signOut } = urls.platform
  return (
    <SchoolFrame
      school={{ name: t('platform.name'), to: home() }}
      links={[]}
      account={
        <>
          <ButtonLink to={only ? urls.dashboard.home(only.slug) : schools()} variant="quiet" icon={ArrowLeft}>
            {only ? <span className="max-w-[24ch] truncate max-sm:max-w-[10ch]">{only.name}</span> : t('staffAccount.back')}
          </ButtonLink>
          <Form method="post" action={signOut()} reloadDocument>
            <Button type="submit">{t('platform.signOut')}</Button>
          </Form>
        </>
      }
    >
      <div className="max-w-2xl">
        <PageHeader title={t('staffAccount.title')} />
        <TabLinks
          label={t('staffAccount.nav')}
          tabs={[
            { to: account(), label: t('staffAccount.profile.tab'), end: true },
            { to: signingIn(), label: t('staffAccount.signingIn.tab') },
            { to: sessions(), label: t('staffAccount.sessions.tab') },
          ]}
          className="mt-6 mb-10"
        />
        <Outlet />
      </div>
    </SchoolFrame>
  )
}
