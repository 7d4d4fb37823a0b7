/** OKLCH colour and WCAG contrast. Matrices: Björn Ottosson, https://bottosson.github.io/posts/oklab/ (2020, public domain). */

/** Lightness 0..1, chroma 0..≈0.37, hue in degrees. */
export type Oklch = { l: number; c: number; h: number }
type Rgb = readonly [number, number, number]

/** Linear-light sRGB of a colour; outside 0..1 when the colour is out of gamut. */
export function toLinear({ l, c, h }: Oklch): Rgb {
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
}

/** OKLCH of `#rrggbb` already split into 0..255. */
export function fromBytes(red: number, green: number, blue: number): Oklch {
  const [r, g, b] = [decode(red / 255), decode(green / 255), decode(blue / 255)]
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short
  const x = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short
  const y = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short
  return { l, c: Math.hypot(x, y), h: ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360 }
}

/** The nearest colour of the same lightness and hue that sRGB can show: chroma gives way. */
export function intoGamut(colour: Oklch): Oklch {
  if (inGamut(colour)) return colour
  let [low, high] = [0, colour.c]
  while (high - low > 0.0005) {
    const c = (low + high) / 2
    if (inGamut({ ...colour, c })) low = c
    else high = c
  }
  return { ...colour, c: low }
}

/** WCAG 2.2 relative luminance, after clipping to sRGB. */
export function luminance(colour: Oklch): number {
  const [r, g, b] = toLinear(colour)
  return 0.2126 * clip(r) + 0.7152 * clip(g) + 0.0722 * clip(b)
}

/** WCAG 2.2 contrast ratio, 1..21. */
export function contrast(one: Oklch, other: Oklch): number {
  const [x, y] = [luminance(one), luminance(other)]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

/** `#rrggbb` as a screen paints it, for what knows no OKLCH: mails, icons, pictures, the browser's bar. */
export function toHex(colour: Oklch): string {
  const bytes = toLinear(colour).map((channel) => Math.round(encode(clip(channel)) * 255))
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

export function css({ l, c, h }: Oklch): string {
  return `oklch(${Number(l.toFixed(4))} ${Number(c.toFixed(4))} ${Number(h.toFixed(1))})`
}

function inGamut(colour: Oklch): boolean {
  return toLinear(colour).every((channel) => channel >= -0.0001 && channel <= 1.0001)
}

function clip(channel: number): number {
  return Math.min(1, Math.max(0, channel))
}

function decode(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}

function encode(channel: number): number {
  return channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055
}
