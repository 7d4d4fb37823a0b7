import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { ArrowLeft, Printer } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { catalogue } from '#app/locales/catalogue.ts'
import { requireStaff } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { longDay } from '#app/ui/moments.ts'
import { urls } from '#app/urls.ts'
import { courseById } from '#tenants/courses/find.ts'
import { batchState } from '#tenants/sales/batch-state.ts'
import { batchWithUsage } from '#tenants/sales/batches.ts'
import { unusedCodes } from '#tenants/sales/code-list.ts'
import { printCode } from '#tenants/sales/code-text.ts'
import { schoolProfile } from '#tenants/site/school-profile.ts'
import styles from './print.css?url'

const A_PAGE = 10

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: styles }]

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: data ? catalogue('en').t('codes.print.title', { label: data.label }) : catalogue('en').t('codes.title') },
]

/** Cards to cut out: the codes nobody has used, if they still work. */
export function loader({ context, request, params }: LoaderFunctionArgs) {
  const { tenant } = requireStaff(context, request, params, 'codes.manage')
  return tenant.read((db) => {
    const course = courseById(db, params.course ?? '')
    const batch = batchWithUsage(db, course.id, params.batch ?? '')
    const { name, locale, accent } = schoolProfile(db)
    const state = batchState(batch)
    const codes = state === 'open' ? unusedCodes(db, batch.id) : []
    return {
      back: urls.dashboard.batch(tenant.slug, course.id, batch.id),
      label: batch.label,
      school: name,
      accent,
      course: course.title,
      state,
      until: batch.expiresAt === null ? null : longDay(batch.expiresAt, locale, 'UTC'),
      redeemAt: tenant.url(urls.school.redeem()),
      codes: codes.map((text) => ({ text: printCode(text), url: tenant.url(urls.school.redeem(printCode(text))) })),
    }
  })
}

type Sheet = ReturnType<typeof useLoaderData<typeof loader>>

export default function Print() {
  const sheet = useLoaderData<typeof loader>()
  const { t } = useTranslation()
  const pages = Array.from({ length: Math.ceil(sheet.codes.length / A_PAGE) }, (_, page) =>
    sheet.codes.slice(page * A_PAGE, (page + 1) * A_PAGE),
  )
  return (
    <div data-theme="light" className="print-ground">
      <header className="print-bar">
        <ButtonLink to={sheet.back} icon={ArrowLeft} variant="quiet">
          {t('codes.print.back')}
        </ButtonLink>
        <div className="min-w-0 flex-1">
          <h1 className="truncate font-sans text-base font-medium tracking-normal">{t('codes.print.title', { label: sheet.label })}</h1>
          {sheet.codes.length ? <p className="text-sm text-muted">{t('codes.print.cards', { count: sheet.codes.length })}</p> : null}
        </div>
        {sheet.codes.length ? (
          <Button variant="primary" icon={Printer} onClick={() => window.print()} className="noscript:hidden">
            {t('codes.print.button')}
          </Button>
        ) : null}
      </header>
      <main id="content">
        {sheet.codes.length ? null : (
          <p className="mx-auto max-w-xl px-5 py-16 text-center text-soft">
            {t(sheet.state === 'used_up' ? 'codes.print.none' : 'codes.print.closed')}
          </p>
        )}
        {pages.map((cards) => (
          <ul key={cards[0]?.text} className="print-sheet">
            {cards.map((card) => (
              <Card key={card.text} sheet={sheet} card={card} />
            ))}
          </ul>
        ))}
      </main>
    </div>
  )
}

function Card({ sheet, card }: { sheet: Sheet; card: Sheet['codes'][number] }) {
  const { t } = useTranslation()
  return (
    <li className="print-card">
      <p className="print-school">{sheet.school}</p>
      <p className="print-course">{sheet.course}</p>
      <p className="print-code">{card.text}</p>
      <p className="print-how">
        <span>
          {t('codes.print.enterAt')}{' '}
          <a href={card.url} className="print-address">
            {sheet.redeemAt.replace(/^https?:\/\//, '')}
          </a>
        </span>
        <span className="print-until">{sheet.until ? t('codes.print.validUntil', { date: sheet.until }) : t('codes.print.once')}</span>
      </p>
    </li>
  )
}
