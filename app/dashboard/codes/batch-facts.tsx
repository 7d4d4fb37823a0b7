import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProgressBar } from '#app/ui/progress.tsx'
import { RelativeTime } from '#app/ui/time.tsx'

type BatchFactsProps = {
  batch: { label: string; count: number; used: number; createdAt: number; expiresAt: number | null; state: string }
  redeemAt: string
}

export function BatchFacts({ batch, redeemAt }: BatchFactsProps) {
  const { t } = useTranslation()
  const rate = Math.round((batch.used / batch.count) * 100)
  return (
    <dl
      aria-label={t('codes.batch.facts')}
      className="mt-8 grid grid-cols-2 gap-x-8 gap-y-5 border-y border-line py-5 lg:grid-cols-[1fr_1fr_1fr_auto]"
    >
      <Fact name={t('codes.batch.used')}>
        <span className="tabular-nums">{t('codes.batch.usedOf', { used: batch.used, count: batch.count, rate })}</span>
        <ProgressBar value={batch.used / batch.count} label={t('codes.batch.used')} className="mt-2 max-w-44" />
      </Fact>
      <Fact name={t(batch.state === 'expired' ? 'codes.batch.expired' : 'codes.batch.expires')}>
        {batch.expiresAt === null ? t('codes.batch.never') : <RelativeTime ahead at={batch.expiresAt} />}
      </Fact>
      <Fact name={t('codes.batch.created')}>
        <RelativeTime at={batch.createdAt} />
      </Fact>
      <Fact name={t('codes.batch.address')}>
        <span className="wrap-anywhere">{redeemAt}</span>
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="mt-1 text-ui">{children}</dd>
    </div>
  )
}
