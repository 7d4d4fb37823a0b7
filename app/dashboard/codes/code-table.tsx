import { useTranslation } from 'react-i18next'
import { CopyButton } from '#app/ui/copy-button.tsx'
import { type Column, Table } from '#app/ui/table.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import type { CodeState } from '#tenants/sales/batch-state.ts'
import { CodeChip } from './batch-chip.tsx'

export interface CodeView {
  readonly id: string
  /** With dashes, as it is printed. */
  readonly text: string
  readonly state: CodeState
  readonly usedAt: number | null
  readonly usedBy: { readonly name: string; readonly email: string } | null
}

export function CodeTable({ codes, className }: { codes: readonly CodeView[]; className?: string }) {
  const { t } = useTranslation()
  const columns: Column<CodeView>[] = [
    {
      id: 'text',
      head: t('codes.code.text'),
      names: true,
      cell: (code) => (
        <span className="flex items-center gap-2">
          <span className="font-mono text-sm tracking-wide">{code.text}</span>
          {code.state === 'unused' ? (
            <CopyButton value={code.text} size="sm" variant="quiet" aria-label={t('codes.code.copyOne', { code: code.text })} />
          ) : null}
        </span>
      ),
    },
    { id: 'state', head: t('codes.code.stateHead'), cell: (code) => <CodeChip state={code.state} /> },
    { id: 'by', head: t('codes.code.usedBy'), cell: (code) => <UsedBy code={code} /> },
    {
      id: 'at',
      head: t('codes.code.usedAt'),
      numeric: true,
      cell: (code) => (code.usedAt === null ? <span aria-hidden="true">–</span> : <RelativeTime at={code.usedAt} />),
    },
  ]
  return <Table label={t('codes.code.label')} columns={columns} rows={codes} rowKey={(code) => code.id} className={className} />
}

function UsedBy({ code }: { code: CodeView }) {
  const { t } = useTranslation()
  if (code.usedAt === null) return <span className="text-muted">{t('codes.code.nobody')}</span>
  if (!code.usedBy) return <span className="text-muted">{t('codes.code.erased')}</span>
  return (
    <span className="block min-w-0 max-sm:text-end">
      <span className="block truncate">{code.usedBy.name}</span>
      <span className="block truncate text-sm text-muted">{code.usedBy.email}</span>
    </span>
  )
}
