import { useNavigate } from '@remix-run/react'
import { matchRoutes } from '@remix-run/router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useToast } from '#app/ui/toast.tsx'

/**
 * What is pressed without a connection leaves the page that is open, with what is typed into it, and can be pressed again. The scripts of
 * the places are fetched while nothing else is done: a place whose script is here fails inside the frame when the server is away, and
 * not with the browser's own page.
 * @param places Paths of the rail.
 */
export function useLine(places: readonly string[]): void {
  const { t } = useTranslation()
  const toast = useToast()
  const navigate = useNavigate()
  useEffect(() => {
    const press = (to: string) => {
      if (navigator.onLine) navigate(to)
      else say(to)
    }
    const say = (to: string) =>
      toast({
        id: 'no-line',
        tone: 'danger',
        text: t('dashboard.noLine.text'),
        undo: () => press(to),
        undoLabel: t('dashboard.noLine.again'),
      })
    const hold = (event: MouseEvent) => {
      const to = navigator.onLine ? undefined : pressed(event)
      if (to === undefined) return
      event.preventDefault()
      say(to)
    }
    document.addEventListener('click', hold, { capture: true })
    return () => document.removeEventListener('click', hold, { capture: true })
  }, [t, toast, navigate])
  const list = places.join(' ')
  useEffect(() => whenIdle(() => fetchScripts(list.split(' '))), [list])
}

/** Where a plain press of one of our links leads. */
function pressed(event: MouseEvent): string | undefined {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
  const link = isPlain && event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-discover]') : null
  return link && !link.target ? `${link.pathname}${link.search}${link.hash}` : undefined
}

/** Once each; the browser keeps them for good, as their names say what is in them. */
function fetchScripts(paths: readonly string[]): void {
  const { routes } = window.__remixManifest
  const files = paths.flatMap((path) =>
    (matchRoutes(window.__remixRouter.routes, path) ?? []).flatMap(({ route: { id } }) => {
      const known = routes[id]
      return known ? [known.module, ...(known.imports ?? [])] : []
    }),
  )
  for (const href of new Set(files)) {
    if (document.head.querySelector(`link[rel="modulepreload"][href="${href}"]`)) continue
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }))
  }
}

/** Safari has no idle callback. */
function whenIdle(act: () => void): () => void {
  if (!('requestIdleCallback' in window)) {
    const timer = setTimeout(act, 2_000)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(act, { timeout: 5_000 })
  return () => cancelIdleCallback(handle)
}
