import newsreader from '@fontsource-variable/newsreader/files/newsreader-latin-opsz-normal.woff2?url'
import type { ReactNode } from 'react'
import { catalogue } from '#app/locales/catalogue.ts'
import { languageOf } from '#app/locales/direction.ts'
import { schoolIcon } from '#app/school-icon.ts'
import { coverPicture } from '#app/school-pictures.ts'
import { accentStyle } from '#app/ui/accent.ts'
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
  readonly image?: string | undefined
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
    <html {...languageOf(school.locale)} style={accentStyle(school.accent)}>
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
        {image ? <meta property="og:image" content={image} /> : null}
        <meta name="twitter:card" content={image ? 'summary_large_image' : 'summary'} />
        {/* The headline is the largest thing on the page: its font should not wait for the sheet. */}
        <link rel="preload" href={newsreader} as="font" type="font/woff2" crossOrigin="anonymous" />
        <link rel="icon" href={schoolIcon(school.name, school.accent)} />
        <link rel="stylesheet" href={stylesheet} />
      </head>
      <body>
        {props.seenAs ? <ViewBanner words={t('viewAs.banner', { name: props.seenAs.name })} leave={t('viewAs.leave')} /> : null}
        <SchoolFrame
          school={{ name: school.name, logo: coverPicture(school.logo)?.src ?? null, to: urls.school.home() }}
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
