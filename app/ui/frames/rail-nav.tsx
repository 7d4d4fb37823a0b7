import { NavLink } from '@remix-run/react'
import type { LucideIcon } from 'lucide-react'
import { cx } from '../cx.ts'

export type RailItem = { to: string; label: string; icon: LucideIcon; count?: number | string; end?: boolean }

export function RailNav({ items }: { items: RailItem[] }) {
  return (
    <ul className="flex flex-col gap-px">
      {items.map(({ to, label, icon: Icon, count, end }) => (
        <li key={to}>
          <NavLink to={to} end={end} prefetch="intent" className={({ isActive }) => railRow(isActive)}>
            <Icon size={18} />
            <span className="min-w-0 flex-1 truncate">{label}</span>
            {count === undefined ? null : <span className="text-xs text-muted tabular-nums">{count}</span>}
          </NavLink>
        </li>
      ))}
    </ul>
  )
}

/** The look of one row of the rail, for what stands between the links, like the search button. */
export function railRow(active = false): string {
  return cx(
    'flex h-[34px] w-full items-center gap-2.5 rounded-sm px-2.5 text-start text-ui transition-colors focus-visible:-outline-offset-2 touch:h-11',
    active ? 'bg-held font-medium text-ink' : 'text-soft hover:bg-held hover:text-ink',
  )
}
