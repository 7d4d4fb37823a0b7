import { accentStyle } from '#lib/accent.ts'
import { faceStyle, pairingOf } from './typefaces.ts'

export interface BrandLook {
  readonly accent: string
  readonly fonts: string
  readonly corners: 'sharp' | 'soft' | 'round'
  readonly theme: 'system' | 'light' | 'dark'
}

/** By how much every radius is multiplied. */
const CORNERS = { sharp: '0', soft: '1', round: '2' } as const

/** A school's look as the variables of a page's root. @throws NotAColour */
export const brandStyle = ({ accent, fonts, corners }: Omit<BrandLook, 'theme'>): Record<string, string> => ({
  ...accentStyle(accent),
  ...faceStyle(pairingOf(fonts)),
  '--corners': CORNERS[corners],
})
