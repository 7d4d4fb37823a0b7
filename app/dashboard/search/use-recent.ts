import { useLocation, useNavigation } from '@remix-run/react'
import { useEffect } from 'react'
import { withoutSchool } from '../page-title.ts'
import { rememberPlace } from './recent-places.ts'

/** Notes where somebody is, under the title their browser shows. */
export function useRecent(school: string, name: string, person: string): void {
  const { pathname } = useLocation()
  const { state } = useNavigation()
  useEffect(() => {
    // The title of a page is set together with it, so it is read once the page has come.
    if (state === 'idle' && document.title) rememberPlace(school, person, { path: pathname, title: withoutSchool(document.title, name) })
  }, [school, name, person, pathname, state])
}
