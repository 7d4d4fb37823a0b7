import { useLocation } from '@remix-run/react'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { keepPage } from './keep-page.ts'
import { useToast } from './ui/toast.tsx'

const useBeforePaint = typeof document === 'undefined' ? useEffect : useLayoutEffect

/** Says that a page which was pressed for did not come, and stays on the one that is there (keep-page.ts). */
export function LostLine() {
  const { t } = useTranslation()
  const toast = useToast()
  const location = useLocation()
  const stoodAt = useRef<number | null>(null)
  useEffect(
    () =>
      keepPage(window.__remixRouter, (again) => {
        stoodAt.current = window.scrollY
        toast({ id: 'lost-line', tone: 'danger', text: t('platform.error.stays'), undo: again, undoLabel: t('platform.error.retry') })
      }),
    [toast, t],
  )
  // To the router a navigation that was called off is one to the top of the same page.
  useBeforePaint(() => {
    const top = stoodAt.current
    stoodAt.current = null
    if (top === null || location.hash !== '#') return
    const frame = requestAnimationFrame(() => window.scrollTo({ top, behavior: 'instant' }))
    return () => cancelAnimationFrame(frame)
  }, [location])
  return null
}
