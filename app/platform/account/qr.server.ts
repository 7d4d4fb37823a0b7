import { encode } from 'uqr'

export interface Qr {
  /** Modules a side, with the quiet zone around. */
  readonly size: number
  /** The dark modules, as the path of an SVG. */
  readonly path: string
}

/** A QR code that is drawn on the page itself: what is in it leaves for nowhere. */
export function qrOf(text: string): Qr {
  const { size, data } = encode(text, { ecc: 'M', border: 2 })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return { size, path }
}
