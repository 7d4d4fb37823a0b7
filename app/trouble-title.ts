import { isRouteErrorResponse } from '@remix-run/react'
import { catalogue } from './locales/catalogue.ts'

/** “Not here · Madder & Weld”: of a page that could not be shown. One that is shown has a title of its own. */
export const titleAround = (error: unknown, owner = catalogue('en').t('platform.name')) => [
  { title: error ? `${catalogue('en').t(titleKey(error))} · ${owner}` : owner },
]

/** What an error boundary says first. */
export const titleKey = (error: unknown) =>
  isRouteErrorResponse(error) && error.status === 404 ? 'platform.error.notFound' : 'platform.error.title'
