import { NavLink } from '@remix-run/react'
import { cx } from './cx.ts'

export type Tab = { to: string; label: string; count?: number | string; end?: boolean }

/** Pages of one thing. Links, so each has its address; on a phone they scroll sideways and keep the whole word. */
export function TabLinks({ label, tabs, className }: { label: string; tabs: Tab[]; className?: string }) {
  return (
    <nav aria-label={label} className={cx('-mx-5 overflow-x-auto px-5 [scrollbar-width:none] sm:mx-0 sm:px-0', className)}>
      <ul className="flex w-max min-w-full gap-6 border-b border-line">
        {tabs.map((tab) => (
          <li key={tab.to}>
            <NavLink
              to={tab.to}
              end={tab.end}
              className={({ isActive }) =>
                cx(
                  '-mb-px flex min-h-11 items-center gap-1 border-b-[1.5px] text-ui whitespace-nowrap transition-colors focus-visible:-outline-offset-2',
                  isActive ? 'border-ink font-medium text-ink' : 'border-transparent text-muted hover:text-ink',
                )
              }
            >
              {tab.label}
              {tab.count === undefined ? null : <span className="tabular-nums">{tab.count}</span>}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
