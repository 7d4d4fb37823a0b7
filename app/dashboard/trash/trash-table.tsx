import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { type Column, Table } from '#app/ui/table.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import { nameOf, type TrashRow } from './trash-row.ts'

type TrashTableProps = { rows: readonly TrashRow[]; mayErase: boolean; eraseUrl: (row: TrashRow) => string }

/** A part of the form around it: boxes to restore many by, and a button for each one. */
export function TrashTable({ rows, mayErase, eraseUrl }: TrashTableProps) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const choose = (name: string, isChosen: boolean) => {
    const next = new Set(chosen)
    if (isChosen) next.add(name)
    else next.delete(name)
    setChosen(next)
  }
  const here = rows.filter((row) => chosen.has(nameOf(row))).length
  const columns: Column<TrashRow>[] = [
    {
      id: 'what',
      head: t('trash.what'),
      names: true,
      cell: (row) => (
        <span className="flex items-start gap-1">
          <label className="grid size-8 flex-none place-items-center touch:size-11">
            <input
              type="checkbox"
              name="thing"
              value={nameOf(row)}
              aria-label={t('trash.choose', { title: row.title })}
              checked={chosen.has(nameOf(row))}
              onChange={(event) => choose(nameOf(row), event.currentTarget.checked)}
              className="size-4 accent-(--accent) touch:size-6"
            />
          </label>
          <What row={row} />
        </span>
      ),
    },
    { id: 'where', head: t('trash.where'), cell: (row) => <Where row={row} /> },
    {
      id: 'by',
      head: t('trash.by'),
      cell: ({ deletedAt, deletedBy }) => (
        <span className="text-sm">
          <RelativeTime at={deletedAt} /> {deletedBy ? <span className="text-muted">{t('trash.byWhom', { name: deletedBy })}</span> : null}
        </span>
      ),
    },
    {
      id: 'goes',
      head: t('trash.goes'),
      cell: ({ goesAt }) =>
        goesAt === null ? (
          <span className="text-sm text-caution">{t('trash.held')}</span>
        ) : (
          <RelativeTime ahead at={goesAt} className="text-sm" />
        ),
    },
    {
      id: 'act',
      head: t('trash.act'),
      numeric: true,
      cell: (row) => (
        <span className="flex flex-wrap justify-end gap-2 max-sm:justify-start">
          <Button type="submit" size="sm" name="one" value={nameOf(row)} aria-label={t('trash.restoreOne', { title: row.title })}>
            {t('trash.restore')}
          </Button>
          {mayErase && row.goesAt !== null ? (
            <ButtonLink
              to={eraseUrl(row)}
              size="sm"
              variant="quiet"
              preventScrollReset
              aria-label={t('trash.eraseOne', { title: row.title })}
              className="text-danger"
            >
              {t('trash.erase')}
            </ButtonLink>
          ) : null}
        </span>
      ),
    },
  ]
  return (
    <>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Button size="sm" className="noscript:hidden!" onClick={() => setChosen(new Set(here === rows.length ? [] : rows.map(nameOf)))}>
          {t('trash.chooseAll')}
        </Button>
        <Button type="submit" size="sm" variant={here ? 'primary' : 'secondary'}>
          {t('trash.restoreChosen')}
          {here ? <span className="tabular-nums"> · {here}</span> : null}
        </Button>
      </div>
      <Table label={t('trash.title')} columns={columns} rows={rows} rowKey={nameOf} className="mt-2" />
    </>
  )
}

function What({ row }: { row: TrashRow }) {
  const { t } = useTranslation()
  const facts = [
    t(`trash.kinds.${row.kind}`),
    row.lessons ? t('trash.withLessons', { count: row.lessons }) : undefined,
    row.students ? t('trash.withStudents', { count: row.students }) : undefined,
  ]
  return (
    <span className="flex min-w-0 flex-col py-1">
      <span className="max-w-80 wrap-anywhere">{row.title}</span>
      <span className="text-sm font-normal text-muted">{facts.filter(Boolean).join(' · ')}</span>
    </span>
  )
}

function Where({ row: { course, section } }: { row: TrashRow }) {
  const { t } = useTranslation()
  if (!course) return null
  const isGone = course.isGone || section?.isGone
  return (
    <span className="flex max-w-72 flex-col text-sm">
      <span className="wrap-anywhere">
        {section ? t('trash.inSection', { course: course.title, section: section.title }) : t('trash.inCourse', { course: course.title })}
      </span>
      {isGone ? <span className="text-muted">{t('trash.gone')}</span> : null}
    </span>
  )
}
