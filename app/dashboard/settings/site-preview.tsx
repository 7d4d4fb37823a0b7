import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { Mark } from '#app/ui/mark.tsx'
import { accentStyle } from '#lib/accent.ts'

type SitePreviewProps = { name: string; tagline: string; accent: string; logo: string | null; address: string; className?: string }

/** The top of the site as it would stand, by day and by night. A picture: nothing in it can be pressed. */
export function SitePreview({ className, ...look }: SitePreviewProps) {
  const { t } = useTranslation()
  return (
    <figure className={cx('min-w-0', className)}>
      <figcaption className="mb-3 text-sm font-medium">{t('settings.look.preview')}</figcaption>
      <div aria-hidden="true" className="grid gap-4 sm:max-xl:grid-cols-2">
        <Window {...look} theme="light" />
        <Window {...look} theme="dark" />
      </div>
    </figure>
  )
}

function Window({ name, tagline, accent, logo, address, theme }: Omit<SitePreviewProps, 'className'> & { theme: 'light' | 'dark' }) {
  const { t } = useTranslation()
  return (
    <div data-theme={theme} style={accentStyle(accent)} className="min-w-0 overflow-hidden rounded-md border border-line bg-paper">
      <p className="truncate border-b border-line bg-sunk px-4 py-1.5 text-center text-xs text-muted">{address}</p>
      <div className="px-5 pt-4 pb-6">
        <p className="flex items-center gap-2">
          {logo ? <Mark name={name} logo={logo} size="sm" /> : null}
          <span className="min-w-0 truncate font-serif text-lg">{name}</span>
          <span className="ms-auto flex-none text-xs text-accent">{t('settings.look.previewLink')}</span>
        </p>
        <p className="mt-5 line-clamp-3 font-serif text-xl leading-tight">{tagline || t('settings.look.previewTagline')}</p>
        <p className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2">
          <span className="rounded-sm bg-accent px-3 py-1.5 text-xs font-medium text-accent-ink">{t('settings.look.previewAction')}</span>
        </p>
      </div>
    </div>
  )
}
