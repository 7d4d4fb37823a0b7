import { useTranslation } from 'react-i18next'
import { courseFacts } from '#app/school/course-length.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { Cover } from '#app/ui/cover.tsx'
import { urls } from '#app/urls.ts'
import type { Offer } from './redeem.tsx'

/** The course a code opens, and the way back to another code. */
export function OfferCard({ offer }: { offer: Offer }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('redeem.opens')} className="flex gap-4 border-y border-line py-4">
      <Cover
        id={offer.card?.id ?? offer.title}
        title={offer.title}
        picture={coverPicture(offer.card?.cover ?? null)}
        ratio="1/1"
        sizes="72px"
        className="w-18! flex-none self-start rounded-sm"
      />
      <div className="min-w-0">
        <p className="text-sm text-muted">{t('redeem.opens')}</p>
        <p className="font-serif text-lg">{offer.title}</p>
        {offer.card ? <p className="mt-0.5 text-sm text-muted">{courseFacts(t, offer.card)}</p> : null}
        <p className="mt-2 flex flex-wrap items-baseline gap-x-3 text-sm text-muted">
          <span className="font-mono text-xs">{offer.code}</span>
          {/* A whole load: what was answered to the last code goes with it. */}
          <a href={urls.school.redeem()} className="link">
            {t('redeem.another')}
          </a>
        </p>
      </div>
    </section>
  )
}
