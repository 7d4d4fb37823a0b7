import { useNavigate } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import type { Place } from '../places.ts'
import { isFree, pageSearch, pressPageKey } from './page-keys.ts'

type Keys = {
  readonly places: readonly Place[]
  /** Keys without Ctrl or Alt do something (WCAG 2.1.4 wants them to be switched off). */
  readonly single: boolean
  openPalette(): void
  openHelp(): void
}

/** Between `g` and the letter of a place. */
const PAUSE_MS = 1_500

/** The keys that work on every screen of the dashboard. */
export function useKeys(keys: Keys): void {
  const navigate = useNavigate()
  const latest = useRef(keys)
  const goingSince = useRef(0)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { places, single, openPalette, openHelp } = latest.current
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
        // In a text it makes a link.
        if (event.defaultPrevented) return
        event.preventDefault()
        openPalette()
        return
      }
      if (!single || !isFree(event)) return
      const isGoing = event.timeStamp - goingSince.current < PAUSE_MS && goingSince.current > 0
      goingSince.current = 0
      const act = (): boolean => {
        if (isGoing) {
          const place = places.find(({ key }) => key === event.key)
          if (place) navigate(place.to)
          return place !== undefined
        }
        switch (event.key) {
          case 'g':
            goingSince.current = event.timeStamp
            return true
          case '?':
            openHelp()
            return true
          case '/':
            if (pageSearch()) pageSearch()?.focus()
            else openPalette()
            return true
          default:
            return pressPageKey(event.key)
        }
      }
      if (act()) event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [navigate])
}
