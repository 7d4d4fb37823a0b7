import { ListVideo } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '#app/ui/button.tsx'

/** Below the film in the lesson's editor: how many chapters it has, and the way to them. */
export function ChaptersPart({ count, to }: { count: number; to: string }) {
  const { t } = useTranslation()
  return (
    <section aria-label={t('chapters.title')} className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line pt-4">
      <p className="text-sm font-medium">{t('chapters.title')}</p>
      <p className="text-sm text-muted">{count ? t('chapters.count', { count }) : t('chapters.none')}</p>
      <ButtonLink to={to} size="sm" icon={ListVideo} className="ms-auto">
        {t(count ? 'chapters.edit' : 'chapters.add')}
      </ButtonLink>
    </section>
  )
}
