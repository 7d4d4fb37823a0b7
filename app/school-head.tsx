import type { SchoolHeadProps } from './school-head.server.ts'
import { urls } from './urls.ts'

/** A school's fonts, icons and colours in a page's head. */
export function SchoolHead({ faces, preload, icons, drawnIcon, bar }: SchoolHeadProps) {
  const bars = Object.entries(bar)
  return (
    <>
      {preload.map((href) => (
        <link key={href} rel="preload" href={href} as="font" type="font/woff2" crossOrigin="anonymous" />
      ))}
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: @font-face rules of our own build */}
      {faces ? <style dangerouslySetInnerHTML={{ __html: faces }} /> : null}
      <link rel="icon" href={icons[32]} type="image/png" sizes="32x32" />
      {drawnIcon ? <link rel="icon" href={drawnIcon} type="image/svg+xml" /> : null}
      <link rel="apple-touch-icon" href={icons[180]} />
      <link rel="manifest" href={urls.school.manifest()} />
      {bars.map(([theme, colour]) => (
        <meta key={theme} name="theme-color" content={colour} media={bars.length > 1 ? `(prefers-color-scheme: ${theme})` : undefined} />
      ))}
    </>
  )
}
