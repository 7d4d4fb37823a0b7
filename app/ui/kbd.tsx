import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export function Kbd({ className, children }: { className?: string; children: ReactNode }) {
  return <kbd className={cx('rounded-[4px] border border-line px-1.5 font-mono text-xs font-medium text-muted', className)}>{children}</kbd>
}
