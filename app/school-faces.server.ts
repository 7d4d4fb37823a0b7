import bricolage from '@fontsource-variable/bricolage-grotesque/wght.css?inline'
import dmSans from '@fontsource-variable/dm-sans/wght.css?inline'
import dmSansItalic from '@fontsource-variable/dm-sans/wght-italic.css?inline'
import fraunces from '@fontsource-variable/fraunces/opsz.css?inline'
import geistFile from '@fontsource-variable/geist/files/geist-latin-wght-normal.woff2?url'
import inter from '@fontsource-variable/inter/wght.css?inline'
import lora from '@fontsource-variable/lora/wght.css?inline'
import loraItalic from '@fontsource-variable/lora/wght-italic.css?inline'
import newsreaderFile from '@fontsource-variable/newsreader/files/newsreader-latin-opsz-normal.woff2?url'
import playfair from '@fontsource-variable/playfair-display/wght.css?inline'
import sourceSerif from '@fontsource-variable/source-serif-4/wght.css?inline'
import sourceSerifItalic from '@fontsource-variable/source-serif-4/wght-italic.css?inline'
import workSans from '@fontsource-variable/work-sans/wght.css?inline'
import workSansItalic from '@fontsource-variable/work-sans/wght-italic.css?inline'
import { type Family, familiesOf, pairingOf } from './ui/typefaces.ts'

/** What names a family's files; those of the dashboard's own stand in the sheet of every page. */
const FACES: Record<Family, string> = {
  newsreader: '',
  geist: '',
  fraunces,
  playfair,
  lora: lora + loraItalic,
  sourceSerif: sourceSerif + sourceSerifItalic,
  bricolage,
  inter,
  workSans: workSans + workSansItalic,
  dmSans: dmSans + dmSansItalic,
}

/** The file with English letters, upright: what a page's headline waits for. */
function latinFile(family: Family): string | undefined {
  if (family === 'newsreader') return newsreaderFile
  if (family === 'geist') return geistFile
  return /url\(["']?([^"')]+-latin-(?:wght|opsz)-normal[^"')]*\.woff2)["']?\)/.exec(FACES[family])?.[1]
}

export interface SchoolFaces {
  /** @font-face rules of the chosen families alone. */
  readonly css: string
  /** Fetched before the style sheet has said so. */
  readonly preload: readonly string[]
}

/** The fonts of one school's pages. */
export function schoolFaces(fonts: string): SchoolFaces {
  const pairing = pairingOf(fonts)
  return {
    css: familiesOf(pairing)
      .map((family) => FACES[family])
      .join(''),
    preload: [latinFile(pairing.display)].filter((file) => file !== undefined),
  }
}
