import type { ReactNode } from 'react'
import { catalogue } from '#app/locales/catalogue.ts'
import { languageOf } from '#app/locales/direction.ts'
import { SOCIAL_HEIGHT, SOCIAL_WIDTH } from '#app/school-drawings.server.ts'
import { schoolHead } from '#app/school-head.server.ts'
import { SchoolHead } from '#app/school-head.tsx'
import { markOf } from '#app/school-pictures.ts'
import { heldTo } from '#app/theme.ts'
import { brandStyle } from '#app/ui/brand-style.ts'
import { SchoolFrame, type SchoolLink } from '#app/ui/frames/school-frame.tsx'
import { urls } from '#app/urls.ts'
import type { SchoolFace } from '#tenants/site/pages.ts'
import { type SeenAs, ViewBanner } from '../view-as/view-banner.tsx'

export interface SiteDocumentProps {
  readonly school: SchoolFace
  readonly title: string
  readonly description: string
  readonly canonical: string
  readonly stylesheet: string
  /** The visitor's browser holds some session cookie; nothing is known about whose. */
  readonly signedIn: boolean
  /** The picture beside a shared link, absolute. */
  readonly image: string
  /** Where signing in from here leads. */
  readonly signInTo?: string | undefined
  /** Parts of this page worth a link in its head. */
  readonly sections?: readonly SchoolLink[]
  readonly seenAs?: SeenAs | undefined
  readonly children: ReactNode
}

/** The document of a published page: plain HTML, no script. */
export function SiteDocument(props: SiteDocumentProps) {
  const { school, title, description, canonical, stylesheet, signedIn, image, signInTo, sections = [], children } = props
  const { t } = catalogue(school.locale)
  const account = signedIn
    ? { to: urls.school.learn(), label: t('school.nav.learn') }
    : { to: urls.school.signIn(signInTo), label: t('school.nav.signIn') }
  return (
    <html {...languageOf(school.locale)} style={brandStyle(school)} data-theme={heldTo(school.theme)}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <meta name="description" content={description} />
        <link rel="canonical" href={canonical} />
        <meta property="og:type" content="website" />
        <meta property="og:title" content={title} />
        <meta property="og:description" content={description} />
        <meta property="og:url" content={canonical} />
        <meta property="og:site_name" content={school.name} />
        <meta property="og:image" content={image} />
        <meta property="og:image:width" content={String(SOCIAL_WIDTH)} />
        <meta property="og:image:height" content={String(SOCIAL_HEIGHT)} />
        <meta property="og:image:type" content="image/jpeg" />
        <meta property="og:image:alt" content={title} />
        <meta name="twitter:card" content="summary_large_image" />
        <link rel="stylesheet" href={stylesheet} />
        {/* The headline is the largest thing on the page: its font should not wait for the sheet. */}
        <SchoolHead {...schoolHead(school)} />
      </head>
      <body>
        {props.seenAs ? <ViewBanner seenAs={props.seenAs} t={t} /> : null}
        <SchoolFrame
          school={{ ...markOf(school), to: urls.school.home() }}
          links={[...sections, { to: urls.school.redeem(), label: t('school.nav.redeem') }]}
          account={
            <a href={account.to} className="button button-secondary">
              {account.label}
            </a>
          }
        >
          {children}
        </SchoolFrame>
      </body>
    </html>
  )
}
