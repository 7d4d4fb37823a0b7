import { paintedAccent } from '#lib/accent.ts'
import type { CORNERS, FONTS } from '#tenants/site/brand.ts'
import type { SchoolFace } from '#tenants/site/pages.ts'

/** What a letter is dressed in, as mail programs read it. */
export interface LetterLook {
  /** `#rrggbb`, deep enough to be read on white. */
  readonly accent: string
  /** What is read on the accent. */
  readonly ink: string
  /** CSS families of titles and of everything else. */
  readonly display: string
  readonly text: string
  /** Pixels, of the sheet and of its button. */
  readonly radius: { readonly sheet: number; readonly button: number }
  readonly logo: { readonly src: string; readonly width: number; readonly height: number } | null
}

const SERIF = "Georgia, 'Times New Roman', serif"
const SANS = "-apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"

/** Few mail programs fetch fonts: whoever has the face sees it, everybody else one of its kind. */
const FACES: Readonly<Record<(typeof FONTS)[number], readonly [display: string, text: string]>> = {
  'newsreader-geist': [`Newsreader, ${SERIF}`, SANS],
  'fraunces-work-sans': [`Fraunces, ${SERIF}`, `'Work Sans', ${SANS}`],
  'playfair-source-serif': [`'Playfair Display', ${SERIF}`, `'Source Serif 4', ${SERIF}`],
  'lora-inter': [`Lora, ${SERIF}`, `Inter, ${SANS}`],
  'bricolage-dm-sans': [`'Bricolage Grotesque', ${SANS}`, `'DM Sans', ${SANS}`],
  'source-serif-geist': [`'Source Serif 4', ${SERIF}`, SANS],
  inter: [`Inter, ${SANS}`, `Inter, ${SANS}`],
}

const RADII: Readonly<Record<(typeof CORNERS)[number], LetterLook['radius']>> = {
  sharp: { sheet: 0, button: 0 },
  soft: { sheet: 10, button: 8 },
  round: { sheet: 20, button: 24 },
}

/** A logo stands this high in a letter, and no wider than that. Pixels. */
const LOGO_HEIGHT = 40
const LOGO_WIDTH = 240

type Face = Pick<SchoolFace, 'accent' | 'fonts' | 'corners' | 'logo'>

/** How the letters of a school look; the logo is fetched from its own site. */
export function letterLook({ accent: chosen, fonts, corners, logo }: Face, url: (path: string) => string): LetterLook {
  const { accent, ink } = paintedAccent(chosen, 'light')
  const [display, text] = Object.entries(FACES).find(([id]) => id === fonts)?.[1] ?? FACES['newsreader-geist']
  return {
    accent,
    ink,
    display,
    text,
    radius: RADII[corners],
    logo: logo && { src: url(letterLogoPath(logo.assetId)), ...sized(logo.ratio) },
  }
}

/** As PNG: mail programs of offices show nothing newer. */
export const letterLogoPath = (assetId: string): string => `/icons/logo/${assetId}.png`

/** Pixels of a logo of this width by its height. */
export function sized(ratio: number): { width: number; height: number } {
  const width = Math.min(LOGO_WIDTH, LOGO_HEIGHT * ratio)
  return { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(width / ratio)) }
}
