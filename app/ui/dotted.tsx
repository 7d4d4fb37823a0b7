import type { ReactNode } from 'react'
import { cx } from './cx.ts'

/** Facts in a line with dots between them. Where the line wraps, the dot that would begin the next one lies outside and is not seen. */
export function Dotted({ facts, className }: { facts: readonly { readonly id: string; readonly says: ReactNode }[]; className?: string }) {
  return (
    <span className={cx('block overflow-clip', className)}>
      <span className="-ms-4 flex flex-wrap gap-y-0.5">
        {facts.map(({ id, says }) => (
          <span key={id} className="relative ps-4 before:absolute before:inset-s-1.5 before:content-['·']">
            {says}
          </span>
        ))}
      </span>
    </span>
  )
}
