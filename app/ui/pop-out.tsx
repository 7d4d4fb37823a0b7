import { type ReactNode, useEffect } from 'react'
import { cx } from './cx.ts'
import { useClosing } from './use-closing.ts'

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
  /** Something new here closes it: what was asked for has been done. */
  doneWith?: object | undefined
  children: ReactNode
}

/** A small panel on a button, which opens without script too. */
export function PopOut({ label, labelClassName, name, group, className, panelClassName, doneWith, children }: PopOutProps) {
  const { details, close } = useClosing()
  useEffect(() => {
    if (doneWith) close()
  }, [doneWith, close])
  return (
    <details ref={details} name={group} className={cx('relative', className)}>
      <summary className={labelClassName} aria-label={name}>
        {label}
      </summary>
      <div className={cx('floating absolute z-40 flex flex-col gap-4 rounded-md p-4', panelClassName)}>{children}</div>
    </details>
  )
}
