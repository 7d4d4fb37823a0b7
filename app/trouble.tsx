import { isRouteErrorResponse, useLocation, useRevalidator, useRouteError } from '@remix-run/react'
import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { titleKey } from './trouble-title.ts'
import { ButtonLink } from './ui/button.tsx'

/** What an error boundary was given, in words: what happened, and whether the same may go well a little later. */
export function useTrouble(): { title: string; text: string; mayRetry: boolean } {
  const error = useRouteError()
  const { t } = useTranslation()
  const status = isRouteErrorResponse(error) ? error.status : 500
  const said = messageOf(error) ?? (isLostLine(error) ? t('platform.error.offline') : t('failures.server.failed'))
  return {
    title: t(titleKey(error)),
    text: said,
    mayRetry: status >= 500 || status === 429,
  }
}

/** An error inside a frame: what happened, another try where one may help, and the way out. */
export function Trouble({ children }: { children: ReactNode }) {
  const { title, text, mayRetry } = useTrouble()
  return (
    <div role="alert" className="max-w-[60ch] py-6">
      <h1>{title}</h1>
      <p className="mt-3 text-base text-soft">{text}</p>
      <div className="mt-6 flex flex-wrap gap-3">
        {mayRetry ? <TryAgain /> : null}
        {children}
      </div>
    </div>
  )
}

/** Loads what failed once more, the page around it stays; without script the browser loads the address again. */
export function TryAgain() {
  const { t } = useTranslation()
  const { pathname, search } = useLocation()
  const { revalidate } = useRevalidator()
  return (
    <ButtonLink
      to={pathname + search}
      reloadDocument
      icon={RotateCw}
      variant="primary"
      onClick={(event) => {
        event.preventDefault()
        revalidate()
      }}
    >
      {t('platform.error.retry')}
    </ButtonLink>
  )
}

function messageOf(error: unknown): string | undefined {
  if (!isRouteErrorResponse(error)) return undefined
  const body: unknown = error.data
  return typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string' ? body.message : undefined
}

/** How Chromium, Firefox and WebKit say that no answer came; any other TypeError is a mistake of ours. */
const isLostLine = (error: unknown): boolean => error instanceof TypeError && /fetch|network|load failed/i.test(error.message)
