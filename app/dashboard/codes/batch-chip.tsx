import { useTranslation } from 'react-i18next'
import { Chip } from '#app/ui/chip.tsx'
import type { BatchState, CodeState } from '#tenants/sales/batch-state.ts'

const BATCH = { open: 'good', used_up: 'neutral', withdrawn: 'danger', expired: 'wait' } as const
const CODE = { unused: 'neutral', used: 'good', withdrawn: 'danger', expired: 'wait' } as const

export function BatchChip({ state }: { state: BatchState }) {
  const { t } = useTranslation()
  return (
    <Chip tone={BATCH[state]} dot>
      {t(`codes.state.${state}`)}
    </Chip>
  )
}

export function CodeChip({ state }: { state: CodeState }) {
  const { t } = useTranslation()
  return <Chip tone={CODE[state]}>{t(`codes.code.state.${state}`)}</Chip>
}
