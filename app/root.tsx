import type { AppLoadContext, LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  type ShouldRevalidateFunction,
  useFetchers,
  useParams,
  useRouteLoaderData,
} from '@remix-run/react'
import type { ReactNode } from 'react'
import { I18nextProvider, useTranslation } from 'react-i18next'
import { accentStyle } from '#lib/accent.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import type { loader as printLoader } from './dashboard/codes/print.tsx'
import type { loader as dashboardLoader } from './dashboard/frame.tsx'
import { FocusKept } from './focus-kept.tsx'
import { catalogue } from './locales/catalogue.ts'
import { languageOf } from './locales/direction.ts'
import { useNonce } from './nonce.tsx'
import { themeChosen } from './preferences.server.ts'
import { type SeenAs, ViewBanner } from './school/view-as/view-banner.tsx'
import { schoolHead } from './school-head.server.ts'
import { SchoolHead } from './school-head.tsx'
import { markOf } from './school-pictures.ts'
import { optionalPreview, optionalView } from './sessions.server.ts'
import styles from './styles.css?url'
import { heldTo, SYSTEM, type Theme, themeOf } from './theme.ts'
import { TryAgain, useTrouble } from './trouble.tsx'
import { titleAround } from './trouble-title.ts'
import { brandStyle } from './ui/brand-style.ts'
import { ButtonLink } from './ui/button.tsx'
import { NOTE_EARLY_PRESS } from './ui/early-press.ts'
import { PlainFrame } from './ui/frames/plain-frame.tsx'
import { Toaster } from './ui/toast.tsx'
import { urls } from './urls.ts'

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: styles }]

/** On a school's host, the school's face; on the platform's, nothing. */
export function loader({ context, request }: LoaderFunctionArgs) {
  const { target } = context.lectern
  if (target.kind === 'platform') return { locale: 'en', school: null, seenAs: null, theme: themeChosen(context, request) }
  const face = target.tenant.read(schoolFace)
  const { accent, fonts, corners, theme } = face
  return {
    locale: face.locale,
    school: { ...markOf(face), accent, fonts, corners, head: schoolHead(face) },
    seenAs: seenAs(context, request),
    theme,
  }
}

function seenAs(context: AppLoadContext, request: Request): SeenAs | null {
  const view = optionalView(context, request)?.view
  if (view) return { as: 'student', name: view.student.name }
  return optionalPreview(context, request) ? { as: 'draft', page: null } : null
}

/** It changes with a full load, or with another theme; saving settings in the dashboard is on another host. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ formAction, actionStatus = 200 }) =>
  formAction === urls.platform.preferences() && actionStatus < 400

export const meta: MetaFunction<typeof loader> = ({ data, error }) => titleAround(error, data?.school?.name)

export type RootData = Awaited<ReturnType<typeof loader>>

export const useRoot = (): RootData =>
  useRouteLoaderData<typeof loader>('root') ?? { locale: 'en', school: null, seenAs: null, theme: SYSTEM }

/** The school's look on its own host, its colour alone where staff work; on the document itself, for dialogs, toasts and drawers stand at the end of the body. */
function useLook(): Record<string, string> | undefined {
  const own = useRoot().school
  const dashboard = useRouteLoaderData<typeof dashboardLoader>('dashboard/frame')
  const print = useRouteLoaderData<typeof printLoader>('dashboard/codes/print')
  if (own) return brandStyle(own)
  const accent = (dashboard ?? print)?.accent
  return accent ? accentStyle(accent) : undefined
}

/** The theme that was chosen, from the moment it is. */
export function useTheme(): Theme {
  const { theme } = useRoot()
  const asked = useFetchers().find(({ formAction }) => formAction === urls.platform.preferences())?.formData
  return asked?.has('theme') ? themeOf(asked.get('theme')) : theme
}

export function Layout({ children }: { children: ReactNode }) {
  const { locale, school } = useRoot()
  const look = useLook()
  const theme = useTheme()
  const nonce = useNonce()
  return (
    <html {...languageOf(locale)} style={look} data-theme={heldTo(theme)}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        {school ? <SchoolHead {...school.head} /> : <link rel="icon" href="/favicon.svg" />}
        <Meta />
        <Links />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a sentence of our own */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: NOTE_EARLY_PRESS }} />
      </head>
      <body>
        <I18nextProvider i18n={catalogue(locale)}>
          <SeenAsBanner />
          {children}
        </I18nextProvider>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  )
}

function SeenAsBanner() {
  const { seenAs } = useRoot()
  const { t } = useTranslation()
  const { lesson } = useParams()
  return seenAs ? <ViewBanner seenAs={seenAs} t={t} lesson={lesson} /> : null
}

export default function App() {
  return (
    <Toaster>
      <FocusKept />
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
