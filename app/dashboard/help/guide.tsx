import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { PageHeader } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'
import { pageTitle } from '../page-title.ts'
import { guideHtml } from './guide-html.server.ts'
import { GUIDES, guideById } from './guides.server.ts'

export const meta: MetaFunction<typeof loader> = ({ data: loaded, matches }) =>
  pageTitle(matches, loaded?.title, catalogue('en').t('help.title'))

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'school.see')
  const guide = guideById(params.guide ?? '')
  if (!guide) throw data(null, 404)
  const next = GUIDES[GUIDES.indexOf(guide) + 1]
  return {
    slug: tenant.slug,
    title: guide.title,
    lead: guide.lead,
    html: await guideHtml(tenant, guide),
    parts: guide.parts.filter(({ anchor }) => anchor).map(({ anchor, heading }) => ({ anchor, heading })),
    next: next ? { id: next.id, title: next.title } : null,
  }
}

export default function GuidePage() {
  const { slug, title, lead, html, parts, next } = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  return (
    <>
      <PageHeader crumbs={[{ label: t('help.title'), to: urls.dashboard.help(slug) }, { label: title }]} title={title} lead={lead} />
      <div className="mt-8 grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_220px]">
        <nav aria-label={t('help.contents')} className="lg:order-last">
          <p className="text-sm font-medium">{t('help.contents')}</p>
          <ul className="mt-2 border-s border-line ps-4 lg:sticky lg:top-7">
            {parts.map(({ anchor, heading }) => (
              <li key={anchor}>
                <a href={`#${anchor}`} className="block py-1.5 text-sm text-soft hover:text-ink touch:py-3">
                  {heading}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="min-w-0">
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned by guideHtml */}
          <article className="prose-lesson" dangerouslySetInnerHTML={{ __html: html }} />
          {next ? (
            <p className="mt-12 border-t border-line pt-5 text-sm text-muted">
              {t('help.next')}
              <Link to={urls.dashboard.guide(slug, next.id)} className="link ms-2 text-ui touch:py-3">
                {next.title}
              </Link>
            </p>
          ) : null}
        </div>
      </div>
    </>
  )
}
