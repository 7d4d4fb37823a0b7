import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accentStyle, NotAColour, paintedAccent } from './accent.ts'

// Written apart from the code under test: the CSS Color 4 path from OKLCH to the bytes a screen shows, then WCAG 2.2.
const read = (text: string) =>
  text
    .match(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/)!
    .slice(1)
    .map(Number) as [number, number, number]

function bytesOf(text: string): number[] {
  const [l, c, h] = read(text)
  const [a, b] = [c * Math.cos((h / 180) * Math.PI), c * Math.sin((h / 180) * Math.PI)]
  const lms = [
    (l + 0.3963377773761749 * a + 0.2158037573099136 * b) ** 3,
    (l - 0.1055613458156586 * a - 0.0638541728258133 * b) ** 3,
    (l - 0.0894841775298119 * a - 1.2914855480194092 * b) ** 3,
  ] as const
  const linear = [
    4.0767416360759574 * lms[0] - 3.3077115392580616 * lms[1] + 0.2309699031821044 * lms[2],
    -1.2684379732850317 * lms[0] + 2.6097573492876887 * lms[1] - 0.3413193760026572 * lms[2],
    -0.0041960761386756 * lms[0] - 0.7034186179359362 * lms[1] + 1.7076146940746117 * lms[2],
  ]
  return linear.map((value) => {
    const clipped = Math.min(1, Math.max(0, value))
    const encoded = clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055
    return Math.round(encoded * 255)
  })
}

function ratio(one: string, other: string): number {
  const [x, y] = [one, other].map((text) => {
    const [r, g, b] = bytesOf(text).map((byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
  })
  return (Math.max(x!, y!) + 0.05) / (Math.min(x!, y!) + 0.05)
}

// The page's own grounds, read from where they are defined.
const sheet = readFileSync(new URL('../app/ui/tokens.css', import.meta.url), 'utf8')
function token(name: string, theme: 'light' | 'dark'): string {
  const pair = sheet.match(new RegExp(`--${name}: light-dark\\((oklch\\([^)]*\\)), (oklch\\([^)]*\\))\\)`))!
  return pair[theme === 'light' ? 1 : 2]!
}

const anyHex = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`)
const themes = ['light', 'dark'] as const

describe('a school may choose any colour', () => {
  test('its accent reads on every ground, and text reads on it, in both themes', () => {
    fc.assert(
      fc.property(anyHex, fc.constantFrom(...themes), (hex, theme) => {
        const style = accentStyle(hex)
        const [accent, hover, wash, ink] = ['accent', 'accent-hover', 'accent-wash', 'accent-ink'].map(
          (name) => style[`--${name}-${theme}`]!,
        )
        for (const ground of [...['paper', 'sunk', 'held', 'raised'].map((name) => token(name, theme)), wash!]) {
          expect(ratio(accent!, ground), `${hex} ${theme} accent on ${ground}`).toBeGreaterThanOrEqual(4.5)
        }
        expect(ratio(ink!, accent!), `${hex} ${theme} ink on accent`).toBeGreaterThanOrEqual(4.5)
        expect(ratio(ink!, hover!), `${hex} ${theme} ink on hover`).toBeGreaterThanOrEqual(4.5)
        expect(ratio(token('ink', theme), wash!), `${hex} ${theme} text on wash`).toBeGreaterThanOrEqual(7)
      }),
      { numRuns: 4000 },
    )
  })

  test('the focus ring stands out from every ground it is drawn on', () => {
    fc.assert(
      fc.property(anyHex, fc.constantFrom(...themes), (hex, theme) => {
        const ring = accentStyle(hex)[`--accent-${theme}`]!
        for (const ground of ['paper', 'sunk', 'held', 'raised'])
          expect(ratio(ring, token(ground, theme)), `${hex} ${theme} ring on ${ground}`).toBeGreaterThanOrEqual(3)
      }),
      { numRuns: 2000 },
    )
  })

  test('what mails, icons and pictures are painted in are the same bytes, and reads as well as it is said to', () => {
    fc.assert(
      fc.property(anyHex, fc.constantFrom(...themes), (hex, theme) => {
        const painted = paintedAccent(hex, theme)
        const bytes = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
        const style = accentStyle(hex)
        for (const [name, colour] of [
          ['accent', painted.accent],
          ['accent-ink', painted.ink],
          ['accent-wash', painted.wash],
        ] as const)
          expect(
            Math.max(...bytesOf(style[`--${name}-${theme}`]!).map((byte, at) => Math.abs(byte - bytes(colour)[at]!))),
          ).toBeLessThanOrEqual(1)
        expect(Math.min(painted.asText, painted.asGround)).toBeGreaterThanOrEqual(4.5)
      }),
      { numRuns: 2000 },
    )
  })

  test('says whether a colour had to be made deeper or paler', () => {
    expect(paintedAccent('#7a1f4b', 'light').shift).toBe('none')
    expect(paintedAccent('#ffe14d', 'light').shift).toBe('deeper')
    expect(paintedAccent('#000000', 'dark').shift).toBe('paler')
  })

  test('the corners of the colour cube hold too', () => {
    for (const hex of ['#000000', '#ffffff', '#ff0000', '#00ff00', '#0000ff', '#ffff00', '#00ffff', '#ff00ff', '#808080']) {
      for (const theme of themes) {
        const style = accentStyle(hex)
        expect(ratio(style[`--accent-${theme}`]!, token('paper', theme))).toBeGreaterThanOrEqual(4.5)
        expect(style[`--accent-hover-${theme}`]).not.toBe(style[`--accent-${theme}`])
      }
    }
  })

  test('a colour that is readable as it is stays exactly as chosen on the light page', () => {
    expect(bytesOf(accentStyle('#7a1f4b')['--accent-light']!)).toEqual([0x7a, 0x1f, 0x4b])
  })

  test('what is no colour is refused in words', () => {
    expect(() => accentStyle('teal')).toThrow(NotAColour)
    expect(() => accentStyle('#12345')).toThrow(/six digits/)
  })
})

describe('the fixed colours', () => {
  const text = ['ink', 'soft', 'muted', 'positive', 'caution', 'danger']
  test.each(themes)('read on every ground of the %s theme', (theme) => {
    for (const name of text) {
      for (const ground of ['paper', 'sunk', 'held', 'raised']) {
        expect(ratio(token(name, theme), token(ground, theme)), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
    }
    for (const tone of ['positive', 'caution', 'danger']) {
      expect(ratio(token(tone, theme), token(`${tone}-wash`, theme)), tone).toBeGreaterThanOrEqual(4.5)
    }
    for (const ground of ['danger', 'danger-hover'])
      expect(ratio(token('danger-ink', theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5)
    for (const ground of ['paper', 'raised']) expect(ratio(token('edge', theme), token(ground, theme)), 'edge').toBeGreaterThanOrEqual(3)
  })
})
