import { cx } from './cx.ts'

/** Keeps the place of what is coming; invisible for the first 300 ms. Give it the size of what it stands for. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cx('skeleton', className)} />
}
