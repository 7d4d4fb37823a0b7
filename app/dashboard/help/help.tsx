import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { Form, Link, useLoaderData } from '@remix-run/react'
import { LifeBuoy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { EmptyState } from '#app/ui/empty.tsx'
import { Rows } from '#app/ui/list.tsx'
import { PageHeader, Section } from '#app/ui/page.tsx'
import { SearchInput } from '#app/ui/search-input.tsx'
import { urls } from '#app/urls.ts'
import { pageTitle } from '../page-title.ts'
import { findInGuides } from './find-in-guides.ts'
import { GUIDES } from './guides.server.ts'

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, catalogue('en').t('help.title'))

export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'school.see')
  const q = new URL(request.url).searchParams.get('q')?.trim().slice(0, 200) ?? ''
  return {
    slug: tenant.slug,
    q,
    found: q ? findInGuides(GUIDES, q) : [],
    guides: GUIDES.map(({ id, title, lead }) => ({ id, title, lead })),
  }
}

export default function Help() {
  const { slug, q, found, guides } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <>
      <PageHeader title={t('help.title')} lead={t('help.lead')} />
      <Form role="search" className="mt-6 flex max-w-xl gap-2">
        <SearchInput key={q} label={t('help.search')} defaultValue={q} maxLength={200} shortcut="/" className="min-w-0 flex-1" />
        <Button type="submit">{t('help.go')}</Button>
      </Form>
      {q && !found.length ? (
        <EmptyState
          icon={LifeBuoy}
          title={t('help.noneTitle', { text: q })}
          text={t('help.noneText')}
          action={<ButtonLink to={urls.dashboard.help(slug)}>{t('help.all')}</ButtonLink>}
          className="mt-8"
        />
      ) : null}
      {found.length ? (
        <Section title={t('help.found', { count: found.length, text: q })} className="mt-8 max-w-3xl">
          <Rows className="border-t">
            {found.map(({ guide, title, heading, anchor, excerpt }) => (
              <li key={`${guide} ${anchor}`}>
                <Link to={urls.dashboard.guide(slug, guide, anchor)} className="block rounded-sm py-3.5 hover:bg-held">
                  <span className="block font-medium">{heading}</span>
                  <span className="block text-sm text-soft">{excerpt}</span>
                  {anchor ? <span className="block text-xs text-muted">{title}</span> : null}
                </Link>
              </li>
            ))}
          </Rows>
        </Section>
      ) : null}
      {q ? null : (
        <ol className="mt-8 max-w-3xl divide-y divide-line border-y border-line">
          {guides.map(({ id, title, lead }) => (
            <li key={id}>
              <Link to={urls.dashboard.guide(slug, id)} className="block rounded-sm py-5 hover:bg-held">
                <span className="block font-serif text-xl">{title}</span>
                <span className="mt-1 block text-soft">{lead}</span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
