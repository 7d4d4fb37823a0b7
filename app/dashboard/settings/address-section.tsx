import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { CopyButton } from '#app/ui/copy-button.tsx'
import { Section } from '#app/ui/page.tsx'

/** The address stands here to be copied, and it says why it cannot be changed. */
export function AddressSection({ site }: { site: string }) {
  const { t } = useTranslation()
  return (
    <Section title={t('settings.address.title')} text={t('settings.address.why')} className="mt-14 max-w-2xl">
      <div className="flex flex-wrap items-center gap-3 border-y border-line py-3">
        <p className="min-w-0 flex-1 break-all">
          <span className="sr-only">{t('settings.address.label')}: </span>
          {new URL(site).host}
        </p>
        <CopyButton value={site} variant="quiet" />
        <a href={site} target="_blank" rel="noreferrer" className="button button-secondary">
          <ExternalLink size={16} />
          {t('settings.address.visit')}
        </a>
      </div>
    </Section>
  )
}
