import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Autosave, AutosaveSnapshot } from './autosave.ts'

/**
 * One Autosave for the life of a component, told when the person leaves the window or the page.
 * `make` is called once; give the component a key when it is about something else.
 */
export function useAutosave(make: () => Autosave): { autosave: Autosave; snapshot: AutosaveSnapshot } {
  const [autosave] = useState(make)
  const snapshot = useSyncExternalStore(autosave.subscribe, autosave.snapshot, autosave.snapshot)
  useEffect(() => {
    const leave = () => autosave.flush(true)
    const hide = () => {
      if (document.visibilityState === 'hidden') leave()
    }
    window.addEventListener('pagehide', leave)
    document.addEventListener('visibilitychange', hide)
    return () => {
      window.removeEventListener('pagehide', leave)
      document.removeEventListener('visibilitychange', hide)
      // Another page of the dashboard: the save goes on without this component.
      autosave.flush()
    }
  }, [autosave])
  return { autosave, snapshot }
}
