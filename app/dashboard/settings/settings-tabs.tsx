import { useTranslation } from 'react-i18next'
import { TabLinks } from '#app/ui/tabs.tsx'
import { urls } from '#app/urls.ts'

/** The pages of a school's settings. */
export function SettingsTabs({ slug, mayChange }: { slug: string; mayChange: boolean }) {
  const { t } = useTranslation()
  const tabs = [
    { to: urls.dashboard.settings(slug), label: t('videoSettings.general'), end: true },
    ...(mayChange ? [{ to: urls.dashboard.videoSettings(slug), label: t('videoSettings.title') }] : []),
    { to: urls.dashboard.protection(slug), label: t('protection.title') },
  ]
  return <TabLinks label={t('videoSettings.pages')} tabs={tabs} className="mt-7" />
}
