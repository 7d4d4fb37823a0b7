import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { Plus, ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { Row, Rows } from '#app/ui/list.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { holdersOf } from '#tenants/registry/school-roles.ts'
import { rolesIn } from '#tenants/registry/staff-list.ts'
import { pageTitle } from '../page-title.ts'
import { nameOfRole, RoleSentence } from './role-fields.tsx'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('staff.roles.title'))

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant, grants } = requireStaff(context, request, params, 'staff.manage')
  return context.lectern.schools.registry.read((db) => ({
    school: tenant.slug,
    roles: rolesIn(db, tenant.id, grants).map((role) => ({ ...role, holders: holdersOf(db, tenant.id, role.id) })),
  }))
}

export default function Roles() {
  const { school, roles } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const sets = roles.filter(({ name }) => name !== null)
  return (
    <div className="max-w-2xl">
      <PageHeader
        title={t('staff.roles.title')}
        lead={t('staff.roles.lead')}
        crumbs={[{ to: urls.dashboard.staff(school), label: t('staff.title') }, { label: t('staff.roles.title') }]}
        actions={
          <ButtonLink to={urls.dashboard.role(school, 'new')} variant="primary" icon={Plus}>
            {t('staff.roles.new')}
          </ButtonLink>
        }
      />
      <Section title={t('staff.roles.own')} className="mt-10">
        {sets.length ? (
          <Rows className="border-t">
            {sets.map((role) => (
              <Row
                key={role.id}
                title={role.name}
                text={t('staff.roles.holders', { count: role.holders })}
                aside={
                  role.mayGive ? (
                    <ButtonLink
                      to={urls.dashboard.role(school, role.id)}
                      size="sm"
                      aria-label={t('staff.changeNamed', { name: role.name })}
                    >
                      {t('staff.change')}
                    </ButtonLink>
                  ) : undefined
                }
              />
            ))}
          </Rows>
        ) : (
          <EmptyState icon={ShieldCheck} title={t('staff.roles.none')} text={t('staff.roles.noneText')} />
        )}
      </Section>
      <Section title={t('staff.roles.builtIn')} className="mt-10">
        <Rows className="border-t">
          {roles
            .filter(({ name }) => name === null)
            .map((role) => (
              <Row
                key={role.id}
                title={nameOfRole(t, roles, role.id)}
                text={<RoleSentence role={role.id} />}
                aside={t('staff.roles.holders', { count: role.holders })}
              />
            ))}
        </Rows>
      </Section>
    </div>
  )
}
