import type { ComponentPropsWithoutRef, ReactNode } from 'react'
import { cx } from './cx.ts'

/** A list drawn with hairlines. */
export function Rows({ className, ...rest }: ComponentPropsWithoutRef<'ul'>) {
  return <ul className={cx('divide-y divide-line border-b border-line', className)} {...rest} />
}

type RowProps = Omit<ComponentPropsWithoutRef<'li'>, 'title'> & {
  /** Stands first: an icon, an avatar, a tick. */
  lead?: ReactNode
  title?: ReactNode
  text?: ReactNode
  /** Stands last: a number, a state, one action. */
  aside?: ReactNode
}

export function Row({ lead, title, text, aside, className, children, ...rest }: RowProps) {
  return (
    <li className={cx('flex min-h-[46px] items-center gap-3 py-2.5', className)} {...rest}>
      {lead}
      <div className="min-w-0 flex-1">
        {title ? <div className="text-ui">{title}</div> : null}
        {text ? <div className="text-sm text-muted">{text}</div> : null}
        {children}
      </div>
      {aside ? <div className="flex flex-none items-center gap-3 text-sm text-muted tabular-nums">{aside}</div> : null}
    </li>
  )
}
