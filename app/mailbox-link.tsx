import { useTranslation } from 'react-i18next'

/** Only in development. */
export function MailboxLink({ to }: { to: string | null }) {
  const { t } = useTranslation()
  if (to === null) return null
  return (
    <p className="mt-2 text-sm">
      <a href={to} className="link touch:py-3">
        {t('staffAccount.mailbox.link')}
      </a>
    </p>
  )
}
