import { useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'

/** Asks the loaders again every so often while something is under way and the page is being looked at. */
export function useRefresh(active: boolean, everyMs: number): void {
  const { revalidate, state } = useRevalidator()
  useEffect(() => {
    if (!active || state !== 'idle') return
    const timer = setTimeout(() => {
      if (!document.hidden) revalidate()
    }, everyMs)
    const onVisible = () => {
      if (!document.hidden) revalidate()
    }
    document.addEventListener('visibilitychange', onVisible)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [active, everyMs, revalidate, state])
}
