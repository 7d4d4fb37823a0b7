import { useLocation } from '@remix-run/react'
import { useEffect, useRef } from 'react'

/** Going to another page may take away what had the focus: it then goes to the page that has come, and not to nowhere. */
export function useFocusKept(): void {
  const { pathname } = useLocation()
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    if (document.activeElement === document.body) document.getElementById('content')?.focus({ preventScroll: true })
  }, [pathname])
}
