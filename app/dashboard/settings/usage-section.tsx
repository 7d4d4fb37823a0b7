import { useTranslation } from 'react-i18next'
import { uploadText } from '#app/locales/en/upload.ts'
import { Chart, type ChartPoint } from '#app/ui/chart.tsx'
import { Section } from '#app/ui/page.tsx'
import { type Column, Table } from '#app/ui/table.tsx'
import { sizeInWords } from '#app/ui/upload/upload-words.ts'
import type { Usage } from '#tenants/media/usage.ts'

const MB = 1_000_000
const megabytes = (bytes: number) => Math.round(bytes / MB)
const minutes = (seconds: number) => Math.round(seconds / 60)
const stored = ({ sourceBytes, archivedBytes, outputBytes, otherBytes }: Usage) => sourceBytes + archivedBytes + outputBytes + otherBytes

/** Before a school began there is nothing to read. */
const isUsed = (usage: Usage) => stored(usage) + usage.deliveredBytes + usage.encodedSeconds > 0

/** The last months, the newest first. Where Mux has some of the videos, it is said what of them is not counted here. */
export function UsageSection({ months, hasMuxs }: { months: readonly Usage[]; hasMuxs: boolean }) {
  const { t, i18n } = useTranslation()
  const name = (month: string) =>
    new Date(`${month}-01T00:00:00Z`).toLocaleDateString(i18n.language, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const inOrder = months.toReversed()
  const points = (of: (usage: Usage) => number): ChartPoint[] => inOrder.map((usage) => ({ label: name(usage.month), value: of(usage) }))
  const chart = {
    locale: i18n.language,
    say: ({ label, value }: ChartPoint) => t('charts.point', { label, value: value.toLocaleString(i18n.language) }),
    words: { table: t('charts.table'), first: t('videoSettings.usage.month') },
    empty: t('videoSettings.usage.none'),
  }
  const size = (bytes: number) => (bytes ? sizeInWords(bytes, uploadText) : '–')
  const columns: Column<Usage>[] = [
    {
      id: 'month',
      head: t('videoSettings.usage.month'),
      names: true,
      cell: ({ month }) => <span className="whitespace-nowrap">{name(month)}</span>,
    },
    { id: 'encoded', head: t('videoSettings.usage.encoded'), numeric: true, cell: (usage) => minutes(usage.encodedSeconds) },
    { id: 'kept', head: t('videoSettings.usage.kept'), numeric: true, cell: (usage) => minutes(usage.storedSeconds) },
    {
      id: 'sources',
      head: t('videoSettings.usage.sources'),
      numeric: true,
      cell: (usage) => size(usage.sourceBytes + usage.archivedBytes),
    },
    { id: 'outputs', head: t('videoSettings.usage.outputs'), numeric: true, cell: (usage) => size(usage.outputBytes) },
    { id: 'other', head: t('videoSettings.usage.other'), numeric: true, cell: (usage) => size(usage.otherBytes) },
    { id: 'delivered', head: t('videoSettings.usage.delivered'), numeric: true, cell: (usage) => size(usage.deliveredBytes) },
  ]
  return (
    <Section
      title={t('videoSettings.usage.title')}
      text={hasMuxs ? `${t('videoSettings.usage.text')} ${t('videoSettings.usage.muxs')}` : t('videoSettings.usage.text')}
      className="mt-14"
    >
      <div className="grid gap-x-10 gap-y-8 border-t border-line pt-5 sm:grid-cols-2 lg:grid-cols-3">
        <Chart title={t('videoSettings.usage.storedChart')} points={points((usage) => megabytes(stored(usage)))} {...chart} />
        <Chart title={t('videoSettings.usage.deliveredChart')} points={points((usage) => megabytes(usage.deliveredBytes))} {...chart} />
        <Chart title={t('videoSettings.usage.encodedChart')} points={points((usage) => minutes(usage.encodedSeconds))} {...chart} />
      </div>
      <Table
        label={t('videoSettings.usage.table')}
        columns={columns}
        rows={months.slice(0, Math.max(1, months.findLastIndex(isUsed) + 1))}
        rowKey={({ month }) => month}
        narrow="scroll"
        className="mt-8"
      />
    </Section>
  )
}
