import { Link } from '@remix-run/react'
import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'

/** Where what holds for every video of the school is set. */
export function VideosSection({ slug }: { slug: string }) {
  const { t } = useTranslation()
  return (
    <Section title={t('settings.videos.title')} className="mt-14 max-w-2xl">
      <ul className="border-y border-line">
        <li>
          <Link to={urls.dashboard.protection(slug)} className="flex min-h-14 items-center gap-4 rounded-sm py-3 hover:bg-held">
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{t('settings.videos.protection')}</span>
              <span className="block text-sm text-muted">{t('settings.videos.protectionText')}</span>
            </span>
            <ChevronRight size={18} aria-hidden="true" className="flex-none text-muted rtl:-scale-x-100" />
          </Link>
        </li>
      </ul>
    </Section>
  )
}
