import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

type NoticeProps = {
  tone?: 'info' | 'good' | 'caution' | 'danger'
  title?: ReactNode
  action?: ReactNode
  /** Set where it appears as an answer to something just done: it is then read out. */
  live?: boolean
  className?: string
  children?: ReactNode
}

const tones = {
  info: { icon: Info, className: 'bg-sunk', accent: 'text-muted' },
  good: { icon: CircleCheck, className: 'bg-positive-wash', accent: 'text-positive' },
  caution: { icon: TriangleAlert, className: 'bg-caution-wash', accent: 'text-caution' },
  danger: { icon: CircleAlert, className: 'bg-danger-wash', accent: 'text-danger' },
}

/** A sentence that stands beside what it is about. */
export function Notice({ tone = 'info', title, action, live = false, className, children }: NoticeProps) {
  const { icon: Icon, className: ground, accent } = tones[tone]
  return (
    <div
      role={live ? (tone === 'danger' ? 'alert' : 'status') : undefined}
      className={cx('flex gap-3 rounded-md px-4 py-3 text-sm', ground, className)}
    >
      <Icon size={18} className={cx('mt-px', accent)} />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className={cx(title ? 'text-soft' : 'text-ink')}>{children}</div> : null}
        {action ? <div className="mt-3 flex flex-wrap gap-2">{action}</div> : null}
      </div>
    </div>
  )
}
