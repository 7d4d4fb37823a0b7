import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

type EmptyStateProps = {
  icon?: LucideIcon
  title: string
  text: ReactNode
  action?: ReactNode
  /** Of its heading: 2 where it stands right below the page's own. */
  level?: 2 | 3
  className?: string
}

/** Nothing here yet: says what will be, and the one next step. */
export function EmptyState({ icon: Icon, title, text, action, level = 3, className }: EmptyStateProps) {
  return (
    <div className={cx('flex flex-col items-start gap-2 border-y border-line py-10', className)}>
      {Icon ? <Icon size={22} className="mb-1 text-muted" /> : null}
      {level === 2 ? <h2 className="text-lg">{title}</h2> : <h3>{title}</h3>}
      <p className="max-w-[56ch] text-ui text-soft">{text}</p>
      {action ? <div className="mt-3 flex flex-wrap gap-2">{action}</div> : null}
    </div>
  )
}
