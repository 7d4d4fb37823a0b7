import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { RelativeTime } from '#app/ui/time.tsx'

/** When a student was last here; who was brought in by others may never have been. */
export function Seen({ at, className }: { at: number; className?: string }) {
  const { t } = useTranslation()
  return at ? <RelativeTime at={at} className={className} /> : <span className={cx('text-muted', className)}>{t('people.neverSeen')}</span>
}
