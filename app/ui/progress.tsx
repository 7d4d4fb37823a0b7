import type { ReactNode } from 'react'
import { cx } from './cx.ts'

type ProgressProps = {
  /** 0..1; what lies outside is clamped. */
  value: number
  /** What is progressing, for who does not see the bar. */
  label: string
  className?: string
}

export function ProgressBar({ value, label, className }: ProgressProps) {
  const percent = percentOf(value)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={cx('h-[3px] overflow-hidden rounded-full bg-line', className)}
    >
      <div className="h-full rounded-full bg-accent transition-[width] duration-200" style={{ width: `${percent}%` }} />
    </div>
  )
}

const RADIUS = 20
const ROUND = 2 * Math.PI * RADIUS

export function ProgressRing({ value, label, className, children }: ProgressProps & { children?: ReactNode }) {
  const percent = percentOf(value)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={cx('relative grid size-11 place-items-center text-xs tabular-nums', className)}
    >
      <svg viewBox="0 0 44 44" aria-hidden="true" className="absolute inset-0 -rotate-90 fill-none stroke-[3]">
        <circle cx="22" cy="22" r={RADIUS} className="stroke-line" />
        <circle
          cx="22"
          cy="22"
          r={RADIUS}
          strokeLinecap="round"
          strokeDasharray={ROUND}
          strokeDashoffset={ROUND * (1 - percent / 100)}
          className={cx('stroke-accent transition-[stroke-dashoffset] duration-200', percent === 0 && 'opacity-0')}
        />
      </svg>
      <span className="relative">{children}</span>
    </div>
  )
}

function percentOf(value: number): number {
  return Number.isFinite(value) ? Math.round(Math.min(1, Math.max(0, value)) * 100) : 0
}
