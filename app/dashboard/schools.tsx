import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { requirePerson } from '#app/sessions.server.ts'
import { ButtonLink } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Mark } from '#app/ui/mark.tsx'
import { urls } from '#app/urls.ts'
import { schoolsOf } from '#tenants/registry/people.ts'
import { roleName } from './role-name.ts'

export const meta: MetaFunction = () => [
  { title: `${catalogue('en').t('platform.schools.title')} · ${catalogue('en').t('platform.name')}` },
]

/** Who runs one school goes straight to it, who runs none opens one. */
export function loader({ context, request }: LoaderFunctionArgs) {
  const person = requirePerson(context, request)
  const { schools } = context.lectern
  const mine = schoolsOf(schools.registry, person.id)
  const [first] = mine
  if (!first) return redirect(urls.platform.newSchool())
  if (mine.length === 1 && !new URL(request.url).searchParams.has('all')) return redirect(urls.dashboard.home(first.school.slug))
  return {
    schools: mine.map(({ school, role }) => ({
      slug: school.slug,
      name: school.name,
      role,
      address: new URL(schools.siteOf(school)).host,
    })),
  }
}

export default function Schools() {
  const { schools } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <PlainFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      title={t('platform.schools.title')}
      lead={t('platform.schools.lead')}
    >
      <ul className="flex flex-col border-t border-line">
        {schools.map((school) => (
          <li key={school.slug} className="border-b border-line">
            <Link to={urls.dashboard.home(school.slug)} className="flex items-center gap-3 rounded-sm py-3 hover:bg-held">
              <Mark name={school.name} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{school.name}</span>
                <span className="block truncate text-sm text-muted">{school.address}</span>
              </span>
              <Chip>{roleName(t, school.role)}</Chip>
            </Link>
          </li>
        ))}
      </ul>
      <ButtonLink to={urls.platform.newSchool()} className="mt-8">
        {t('platform.schools.another')}
      </ButtonLink>
    </PlainFrame>
  )
}
