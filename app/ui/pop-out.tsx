import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { cx } from './cx.ts'

type PopOutProps = {
  /** What opens it. */
  label: ReactNode
  labelClassName: string
  /** Said instead of the label, where there are several. */
  name?: string
  /** Of several with the same group one is open at a time. */
  group?: string
  /** Of the outer element; `relative`, unless something around it says where the panel hangs. */
  className?: string
  panelClassName: string
  /** Another value closes it: what was asked for has been done. */
  doneWith?: unknown
  children: ReactNode
}

/** A small panel on a button, open without script too; with it, Escape or a press elsewhere closes it. */
export function PopOut({ label, labelClassName, name, group, className, panelClassName, doneWith, children }: PopOutProps) {
  const details = useRef<HTMLDetailsElement>(null)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    if (!isOpen) return
    const elsewhere = ({ target }: PointerEvent) => {
      if (target instanceof Node && !details.current?.contains(target)) close(details.current)
    }
    document.addEventListener('pointerdown', elsewhere)
    return () => document.removeEventListener('pointerdown', elsewhere)
  }, [isOpen])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it closes when that changes
  useEffect(() => close(details.current), [doneWith])
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return
    event.stopPropagation()
    close(details.current)
    details.current?.querySelector('summary')?.focus()
  }
  return (
    <details
      ref={details}
      name={group}
      className={cx('relative', className)}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={pressed}
    >
      <summary className={labelClassName} aria-label={name}>
        {label}
      </summary>
      <div className={cx('floating absolute z-40 flex flex-col gap-4 rounded-md p-4', panelClassName)}>{children}</div>
    </details>
  )
}

const close = (details: HTMLDetailsElement | null) => {
  if (details) details.open = false
}
