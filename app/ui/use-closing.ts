import { type RefObject, useCallback, useEffect, useRef } from 'react'

/** A `details` that closes as a menu does: by Escape, which gives the focus back, by a press elsewhere, and when what is in it is done. */
export function useClosing(): { details: RefObject<HTMLDetailsElement>; close: () => void } {
  const details = useRef<HTMLDetailsElement>(null)
  const close = useCallback(() => {
    const open = details.current
    if (!open?.open) return
    const held = open.contains(document.activeElement)
    open.open = false
    if (held) open.querySelector('summary')?.focus()
  }, [])
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close()
    }
    const press = (event: PointerEvent) => {
      if (event.target instanceof Node && !details.current?.contains(event.target) && details.current) details.current.open = false
    }
    document.addEventListener('keydown', key)
    document.addEventListener('pointerdown', press)
    return () => {
      document.removeEventListener('keydown', key)
      document.removeEventListener('pointerdown', press)
    }
  }, [close])
  return { details, close }
}
