import { Link } from '@remix-run/react'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { cx } from './cx.ts'

export type Column<Row> = {
  id: string
  head: string
  cell: (row: Row) => ReactNode
  /** Right-aligned, tabular figures. */
  numeric?: boolean
  /** The column that names the row; it becomes the row's heading. */
  names?: boolean
  /** Holds the tick of the row: on a phone it stands before its name. */
  picks?: boolean
  /** A link that sorts by this column, and how it is sorted now. */
  sort?: { to: string; now?: 'ascending' | 'descending' }
}

type TableProps<Row> = {
  /** What the table holds, for who does not see its surroundings. */
  label: string
  columns: Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** On a phone: rows become small blocks (default), or the table scrolls sideways where figures are compared. */
  narrow?: 'stack' | 'scroll'
  className?: string
}

// Written out, and by spread so that no linter removes them: a table drawn as blocks loses its own roles in some browsers.
const roles = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const

export function Table<Row>({ label, columns, rows, rowKey, narrow = 'stack', className }: TableProps<Row>) {
  const stack = narrow === 'stack'
  const isPicked = columns.some(({ picks }) => picks)
  return (
    <section aria-label={label} className={cx(!stack && 'overflow-x-auto', className)} {...(stack ? {} : { tabIndex: 0 })}>
      <table {...roles.table} aria-label={label} className={cx('w-full border-collapse text-ui', stack ? 'max-sm:block' : 'min-w-[560px]')}>
        <thead {...roles.rowgroup} className={cx(stack && 'max-sm:sr-only')}>
          <tr {...roles.row}>
            {columns.map((column) => (
              <th
                key={column.id}
                {...roles.columnheader}
                scope="col"
                aria-sort={column.sort?.now}
                className={cx(
                  'border-b border-line-strong py-2.5 pe-6 text-sm font-medium text-muted last:pe-0',
                  column.numeric ? 'text-end' : 'text-start',
                )}
              >
                {column.sort ? <SortLink head={column.head} sort={column.sort} /> : column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...roles.rowgroup} className={cx(stack && 'max-sm:block')}>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              {...roles.row}
              className={cx(
                'border-b border-line',
                stack &&
                  (isPicked ? 'max-sm:grid max-sm:grid-cols-[auto_minmax(0,1fr)] max-sm:gap-x-3 max-sm:py-3' : 'max-sm:block max-sm:py-3'),
              )}
            >
              {columns.map((column) => (
                <Cell key={column.id} column={column} row={row} stack={stack} isPicked={isPicked} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Cell<Row>({ column, row, stack, isPicked }: { column: Column<Row>; row: Row; stack: boolean; isPicked: boolean }) {
  const content = column.cell(row)
  const className = cx(
    'py-3 pe-6 text-start align-middle font-normal last:pe-0',
    column.numeric && 'sm:text-end tabular-nums',
    stack && 'max-sm:flex max-sm:justify-between max-sm:gap-6 max-sm:py-1 max-sm:pe-0',
    stack && isPicked && !column.picks && !column.names && 'max-sm:col-span-2',
    // A head with nothing beside it says nothing.
    stack && (content === null || content === undefined) && 'max-sm:hidden',
    stack && !column.names && !column.picks && 'max-sm:before:text-sm max-sm:before:text-muted max-sm:before:content-[attr(data-head)]',
    column.names && 'wrap-anywhere',
    stack && column.names && 'max-sm:font-medium',
  )
  if (column.names) {
    return (
      <th {...roles.rowheader} scope="row" className={className}>
        {content}
      </th>
    )
  }
  return (
    <td {...roles.cell} data-head={column.head} className={className}>
      {content}
    </td>
  )
}

function SortLink({ head, sort }: { head: string; sort: NonNullable<Column<unknown>['sort']> }) {
  const Icon = sort.now === 'descending' ? ArrowDown : ArrowUp
  return (
    <Link
      to={sort.to}
      preventScrollReset
      className={cx('inline-flex items-center gap-1 hover:text-ink touch:min-h-11', sort.now && 'text-ink')}
    >
      {head}
      {sort.now ? <Icon size={14} /> : null}
      {sort.now ? <span className="sr-only">{sort.now === 'ascending' ? uiText.sortedAscending : uiText.sortedDescending}</span> : null}
    </Link>
  )
}
