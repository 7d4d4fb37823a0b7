import { contrast, css, fromBytes, intoGamut, type Oklch, toHex } from './oklch.ts'

/** A school's accent is written as `#rrggbb`. */
export class NotAColour extends Error {
  readonly code = 'not_a_colour'
  constructor(given: string) {
    super(`“${given}” is not a colour. Write it as # and six digits, like #1f6f4a.`)
  }
}

/** The page itself, as tokens.css has it. */
const PAPER = { light: { l: 0.984, c: 0.004, h: 85 }, dark: { l: 0.178, c: 0.006, h: 70 } } as const

// Grounds an accent is ever read on, from tokens.css: the darkest of the light theme, the lightest of the dark one.
const LIGHT_GROUNDS: Oklch[] = [PAPER.light, { l: 0.955, c: 0.007, h: 85 }]
const DARK_GROUNDS: Oklch[] = [PAPER.dark, { l: 0.25, c: 0.008, h: 70 }]
// WCAG AA asks 4.5; the rest is room for rounding to bytes.
const ENOUGH = 4.6

type Scale = Record<'accent' | 'hover' | 'wash' | 'ink', Oklch>

const known = new Map<string, Record<string, string>>()

/**
 * A school's one colour as the CSS variables tokens.css reads, for the style attribute of a page or a part of it.
 * Keeps the hue always, the strength and depth as far as text in it and on it stays readable (4.5:1) in both themes.
 * @throws NotAColour
 */
export function accentStyle(hex: string): Record<string, string> {
  const found = known.get(hex)
  if (found) return found
  const chosen = parse(hex)
  const style = { ...variables(lightScale(chosen), 'light'), ...variables(darkScale(chosen), 'dark') }
  // Bounded, so that a person who drags through the colour picker cannot grow it for ever.
  if (known.size >= 500) known.clear()
  known.set(hex, style)
  return style
}

/** How a school's colour comes out in one theme: what is painted, and how well it reads (WCAG 2.2 contrast, 1..21). */
export interface PaintedAccent {
  readonly accent: string
  readonly ink: string
  readonly wash: string
  /** The page it stands on. */
  readonly paper: string
  /** Of text in the colour on the page, where it reads worst. */
  readonly asText: number
  /** Of text on the colour. */
  readonly asGround: number
  /** What had to be done to the colour that was chosen. */
  readonly shift: 'none' | 'deeper' | 'paler'
}

/** The same scale as `accentStyle`, as `#rrggbb`. @throws NotAColour */
export function paintedAccent(hex: string, theme: 'light' | 'dark'): PaintedAccent {
  const chosen = parse(hex)
  const { accent, ink, wash } = theme === 'light' ? lightScale(chosen) : darkScale(chosen)
  const grounds = theme === 'light' ? LIGHT_GROUNDS : DARK_GROUNDS
  return {
    ...{ accent: toHex(accent), ink: toHex(ink), wash: toHex(wash), paper: toHex(PAPER[theme]) },
    asText: Math.min(...[...grounds, wash].map((ground) => contrast(accent, ground))),
    asGround: contrast(ink, accent),
    shift: Math.abs(accent.l - chosen.l) < 0.01 ? 'none' : accent.l < chosen.l ? 'deeper' : 'paler',
  }
}

function lightScale({ l, c, h }: Oklch): Scale {
  const wash = intoGamut({ l: 0.955, c: Math.min(0.028, c * 0.3), h })
  const ink = intoGamut({ l: 0.985, c: Math.min(0.01, c * 0.1), h })
  const accent = untilReadable({ l: Math.max(l, 0.26), c, h }, [...LIGHT_GROUNDS, wash, ink], -0.005)
  const hover = intoGamut({ ...accent, l: accent.l > 0.34 ? accent.l - 0.05 : accent.l + 0.06 })
  return { accent, hover, wash, ink }
}

function darkScale({ l, c, h }: Oklch): Scale {
  const wash = intoGamut({ l: 0.265, c: Math.min(0.035, c * 0.35), h })
  const ink = intoGamut({ l: 0.18, c: Math.min(0.03, c * 0.3), h })
  // Pale enough to glow, calm enough not to dazzle: strong colours lose some of their strength on a dark page.
  const start = { l: Math.min(Math.max(l, 0.76), 0.9), c: Math.min(c, 0.14), h }
  const accent = untilReadable(start, [...DARK_GROUNDS, wash, ink], 0.005)
  const hover = intoGamut({ ...accent, l: Math.min(accent.l + 0.05, 0.95) })
  return { accent, hover, wash, ink }
}

function untilReadable(start: Oklch, grounds: Oklch[], step: number): Oklch {
  let colour = intoGamut(start)
  while (colour.l > 0 && colour.l < 1 && grounds.some((ground) => contrast(colour, ground) < ENOUGH)) {
    colour = intoGamut({ ...start, l: colour.l + step })
  }
  return colour
}

function variables({ accent, hover, wash, ink }: Scale, theme: 'light' | 'dark'): Record<string, string> {
  return {
    [`--accent-${theme}`]: css(accent),
    [`--accent-hover-${theme}`]: css(hover),
    [`--accent-wash-${theme}`]: css(wash),
    [`--accent-ink-${theme}`]: css(ink),
  }
}

function parse(hex: string): Oklch {
  const bytes = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)
  if (!bytes) throw new NotAColour(hex)
  const [red = 0, green = 0, blue = 0] = bytes.slice(1).map((part) => Number.parseInt(part, 16))
  return fromBytes(red, green, blue)
}
