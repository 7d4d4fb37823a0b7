import { useFetchers, useLocation } from '@remix-run/react'
import { useEffect, useRef } from 'react'

/**
 * What had the focus may be gone: with the page that was left, or with what was just taken away. It then goes to the dialog it was
 * in, or else to the page's content, and not to nowhere. A component of its own, so that no fetcher renders the page anew.
 */
export function FocusKept() {
  const { pathname } = useLocation()
  const before = useRef(pathname)
  const last = useRef<Element | null>(null)
  const dialog = useRef<HTMLElement | null>(null)
  useFetchers()
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      last.current = target instanceof Element ? target : null
      dialog.current = last.current?.closest<HTMLElement>('[role=dialog]') ?? null
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [])
  // After each rendering: what was taken away is gone by then.
  useEffect(() => {
    const isElsewhere = before.current !== pathname
    before.current = pathname
    const isGone = last.current !== null && !last.current.isConnected
    if (document.activeElement !== document.body || !(isElsewhere || isGone)) return
    const home = dialog.current?.isConnected ? dialog.current : document.getElementById('content')
    home?.focus({ preventScroll: true })
  })
  return null
}
