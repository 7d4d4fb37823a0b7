import type { ReactNode } from 'react'
import { cx } from './cx.ts'

type ChipProps = { tone?: 'neutral' | 'good' | 'wait' | 'danger'; dot?: boolean; className?: string; children: ReactNode }

/** A state in one word. The word carries the meaning; the colour only helps. */
export function Chip({ tone = 'neutral', dot = false, className, children }: ChipProps) {
  return <span className={cx('chip', tone !== 'neutral' && `chip-${tone}`, dot && 'chip-dot', className)}>{children}</span>
}
