import type { LinksFunction, LoaderFunctionArgs } from '@remix-run/node'
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  type ShouldRevalidateFunction,
  useFetchers,
  useRouteLoaderData,
} from '@remix-run/react'
import type { ReactNode } from 'react'
import { I18nextProvider, useTranslation } from 'react-i18next'
import { schoolFace } from '#tenants/site/pages.ts'
import type { loader as printLoader } from './dashboard/codes/print.tsx'
import type { loader as dashboardLoader } from './dashboard/frame.tsx'
import { catalogue } from './locales/catalogue.ts'
import { languageOf } from './locales/direction.ts'
import { useNonce } from './nonce.tsx'
import { themeChosen } from './preferences.server.ts'
import { schoolIcon } from './school-icon.ts'
import { coverPicture } from './school-pictures.ts'
import styles from './styles.css?url'
import { SYSTEM, type Theme, themeOf } from './theme.ts'
import { TryAgain, useTrouble } from './trouble.tsx'
import { accentStyle } from './ui/accent.ts'
import { ButtonLink } from './ui/button.tsx'
import { NOTE_EARLY_PRESS } from './ui/early-press.ts'
import { PlainFrame } from './ui/frames/plain-frame.tsx'
import { Toaster } from './ui/toast.tsx'
import { urls } from './urls.ts'

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: styles }]

/** On a school's host, the school's face; on the platform's, nothing. */
export function loader({ context, request }: LoaderFunctionArgs): RootData {
  const { target } = context.lectern
  if (target.kind === 'platform') return { locale: 'en', school: null, theme: themeChosen(context, request) }
  const face = target.tenant.read(schoolFace)
  const school = { name: face.name, accent: face.accent, logo: coverPicture(face.logo)?.src ?? null }
  return { locale: face.locale, school, theme: SYSTEM }
}

/** It changes with a full load, or with another theme; saving settings in the dashboard is on another host. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ formAction, actionStatus = 200 }) =>
  formAction === urls.platform.preferences() && actionStatus < 400

export interface RootData {
  readonly locale: string
  readonly school: { readonly name: string; readonly accent: string; readonly logo: string | null } | null
  readonly theme: Theme
}

export const useRoot = (): RootData => useRouteLoaderData<typeof loader>('root') ?? { locale: 'en', school: null, theme: SYSTEM }

/** The school's colour, on the document itself: dialogs, toasts and drawers stand at the end of the body. */
function useAccent(): string | undefined {
  const own = useRoot().school
  const dashboard = useRouteLoaderData<typeof dashboardLoader>('dashboard/frame')
  const print = useRouteLoaderData<typeof printLoader>('dashboard/codes/print')
  return (own ?? dashboard ?? print)?.accent
}

/** The theme that was chosen, from the moment it is. */
export function useTheme(): Theme {
  const { theme } = useRoot()
  const asked = useFetchers().find(({ formAction }) => formAction === urls.platform.preferences())?.formData
  return asked?.has('theme') ? themeOf(asked.get('theme')) : theme
}

export function Layout({ children }: { children: ReactNode }) {
  const { locale, school } = useRoot()
  const accent = useAccent()
  const theme = useTheme()
  const nonce = useNonce()
  return (
    <html {...languageOf(locale)} data-theme={theme === SYSTEM ? undefined : theme} style={accent ? accentStyle(accent) : undefined}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <link rel="icon" href={school ? schoolIcon(school.name, school.accent) : '/favicon.svg'} />
        <Meta />
        <Links />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a sentence of our own */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: NOTE_EARLY_PRESS }} />
      </head>
      <body>
        <I18nextProvider i18n={catalogue(locale)}>{children}</I18nextProvider>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  )
}

export default function App() {
  return (
    <Toaster>
      <Outlet />
    </Toaster>
  )
}

export function ErrorBoundary() {
  const { school } = useRoot()
  const { t } = useTranslation()
  const { title, text, mayRetry } = useTrouble()
  return (
    <PlainFrame school={school ? { ...school, to: '/' } : { name: t('platform.name'), to: '/' }} title={title} lead={text}>
      <div className="flex flex-wrap gap-3">
        {mayRetry ? <TryAgain /> : null}
        <ButtonLink to="/" reloadDocument variant={mayRetry ? 'secondary' : 'primary'}>
          {t('platform.error.back')}
        </ButtonLink>
      </div>
    </PlainFrame>
  )
}
