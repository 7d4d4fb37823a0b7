import type { Sharp } from 'sharp'
import { SOCIAL_HEIGHT, SOCIAL_WIDTH } from '#app/school-drawings.server.ts'
import { initialOf } from '#app/school-icon.ts'
import { pairingOf } from '#app/ui/typefaces.ts'
import { paintedAccent } from '#lib/accent.ts'

/** libvips takes some 20 MB: a process that draws nothing never loads it. */
const library = async () => (await import('sharp')).default

type Look = { readonly name: string; readonly accent: string; readonly fonts: string }

/** A square PNG: the mark on white with some air, or the school's initial on its colour, to the edge, so that any mask fits. */
export async function drawIcon(look: Look, mark: Buffer | undefined, size: number): Promise<Buffer> {
  const sharp = await library()
  if (mark) {
    // A browser's tab has a ground of its own; a phone paints transparency black.
    const air = size <= 32 ? 0 : Math.round(size * 0.1)
    const inner = await sharp(mark)
      .resize({ width: size - 2 * air, height: size - 2 * air, fit: 'contain', background: CLEAR })
      .png()
      .toBuffer()
    const ground = sharp({ create: { width: size, height: size, channels: 4, background: size <= 32 ? CLEAR : WHITE } })
    return ground
      .composite([{ input: inner }])
      .png({ compressionLevel: 9 })
      .toBuffer()
  }
  const { accent, ink } = paintedAccent(look.accent, 'light')
  const letter = initialOf(look.name)
  const drawn = letter ? await text(letter, look.fonts, ink, Math.round(size * 0.62)) : undefined
  return sharp({ create: { width: size, height: size, channels: 4, background: accent } })
    .composite(drawn ? [{ input: drawn, gravity: 'centre' }] : [])
    .png({ compressionLevel: 9 })
    .toBuffer()
}

/** A picture of the school as PNG, so many pixels wide. */
export const drawLogo = async (logo: Buffer, width: number): Promise<Buffer> =>
  (await library())(logo).resize({ width, withoutEnlargement: true }).png({ compressionLevel: 9 }).toBuffer()

export interface SocialDrawing extends Look {
  /** The largest words: a course's title, or what the school says of itself. */
  readonly title: string
  readonly mark: Buffer | undefined
  readonly cover: Buffer | undefined
}

const MARGIN = 72
const MARK = 72

/** The picture beside a shared link: JPEG, 1200 × 630. Words on the school's colour, the course's cover beside them. */
export async function drawSocial({ name, title, accent, fonts, mark, cover }: SocialDrawing): Promise<Buffer> {
  const sharp = await library()
  const colours = paintedAccent(accent, 'light')
  const panel = cover ? Math.round(SOCIAL_WIDTH * 0.56) : SOCIAL_WIDTH
  const room = panel - 2 * MARGIN
  const heading = await text(
    shortened(title, 110),
    fonts,
    colours.ink,
    sizeFor(title, Boolean(cover)),
    room,
    SOCIAL_HEIGHT - 2 * MARGIN - 120,
  )
  const signed = name === title ? undefined : await text(shortened(name, 60), fonts, colours.ink, 34, room - (mark ? MARK + 24 : 0), 90)
  const sign = mark && (await sharp(mark).resize({ width: MARK, height: MARK, fit: 'contain', background: CLEAR }).png().toBuffer())
  const beside =
    cover &&
    (await sharp(cover)
      .resize({ width: SOCIAL_WIDTH - panel, height: SOCIAL_HEIGHT, fit: 'cover' })
      .png()
      .toBuffer())
  const { height = 0 } = await sharp(heading).metadata()
  const signedHeight = signed ? ((await sharp(signed).metadata()).height ?? 0) : 0
  return sharp({ create: { width: SOCIAL_WIDTH, height: SOCIAL_HEIGHT, channels: 3, background: colours.accent } })
    .composite([
      ...(beside ? [{ input: beside, left: panel, top: 0 }] : []),
      ...(sign ? [{ input: sign, left: MARGIN, top: MARGIN }] : []),
      ...(signed
        ? [{ input: signed, left: MARGIN + (sign ? MARK + 24 : 0), top: MARGIN + Math.max(0, Math.round((MARK - signedHeight) / 2)) }]
        : []),
      { input: heading, left: MARGIN, top: SOCIAL_HEIGHT - MARGIN - height },
    ])
    .jpeg({ quality: 84, mozjpeg: true })
    .toBuffer()
}

const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 }
const WHITE = { r: 255, g: 255, b: 255, alpha: 1 }

/** Pixels of a letter's body. */
const sizeFor = (title: string, isNarrow: boolean): number => {
  const size = title.length <= 24 ? 92 : title.length <= 48 ? 72 : 56
  return isNarrow ? Math.round(size * 0.8) : size
}

const shortened = (words: string, most: number): string => ([...words].length > most ? `${[...words].slice(0, most - 1).join('')}…` : words)

/** Words as a picture on nothing. Pango finds a face of the system's for every script; what it cannot hold is cut at the bottom. */
async function text(words: string, fonts: string, colour: string, size: number, width?: number, most?: number): Promise<Buffer> {
  const sharp = await library()
  const { display } = pairingOf(fonts)
  const face = SANS.has(display) ? 'sans-serif bold' : 'serif'
  const escaped = words.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
  const drawn: Sharp = sharp({
    text: {
      text: `<span foreground="${colour}">${escaped}</span>`,
      font: `${face} ${size}`,
      rgba: true,
      dpi: 72,
      wrap: 'word-char',
      ...(width ? { width } : {}),
    },
  })
  const { data, info } = await drawn.png().toBuffer({ resolveWithObject: true })
  if (!most || info.height <= most) return data
  return sharp(data).extract({ left: 0, top: 0, width: info.width, height: most }).png().toBuffer()
}

const SANS = new Set(['bricolage', 'inter', 'geist', 'workSans', 'dmSans'])
