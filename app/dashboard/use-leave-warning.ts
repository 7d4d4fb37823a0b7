import { unstable_usePrompt as usePrompt } from '@remix-run/react'
import { useCallback, useEffect, useState } from 'react'

/**
 * Warns before a page is left whose forms hold something that is not saved. One for all forms of a page, because the
 * router asks one at a time.
 * @returns what a form calls when that changes for it
 */
export function useLeaveWarning<Name extends string>(message: string): (form: Name, isUnsaved: boolean) => void {
  const [unsaved, setUnsaved] = useState<readonly Name[]>([])
  const isUnsaved = unsaved.length > 0
  // Sending one of the forms stays on the page.
  usePrompt({ when: ({ currentLocation, nextLocation }) => isUnsaved && currentLocation.pathname !== nextLocation.pathname, message })
  useEffect(() => {
    if (!isUnsaved) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isUnsaved])
  return useCallback((form, has) => setUnsaved((before) => [...before.filter((other) => other !== form), ...(has ? [form] : [])]), [])
}
