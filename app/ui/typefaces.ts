/** A family as a style sheet names it: the face itself, its stand-in of the same measures (fonts.css), what every system has. */
const FAMILIES = {
  newsreader: '"Newsreader Variable", "Newsreader Fallback", Georgia, serif',
  fraunces: '"Fraunces Variable", "Fraunces Fallback", Georgia, serif',
  playfair: '"Playfair Display Variable", "Playfair Display Fallback", Georgia, serif',
  lora: '"Lora Variable", "Lora Fallback", Georgia, serif',
  sourceSerif: '"Source Serif 4 Variable", "Source Serif 4 Fallback", Georgia, serif',
  bricolage: '"Bricolage Grotesque Variable", "Bricolage Grotesque Fallback", system-ui, sans-serif',
  geist: '"Geist Variable", "Geist Fallback", system-ui, sans-serif',
  inter: '"Inter Variable", "Inter Fallback", system-ui, sans-serif',
  workSans: '"Work Sans Variable", "Work Sans Fallback", system-ui, sans-serif',
  dmSans: '"DM Sans Variable", "DM Sans Fallback", system-ui, sans-serif',
} as const

export type Family = keyof typeof FAMILIES

export interface Pairing {
  readonly id: string
  /** Titles. */
  readonly display: Family
  /** Everything else, but for long texts. */
  readonly text: Family
  /** Long texts. */
  readonly reading: Family
  /** Of titles; each face has its own that looks calm at that size. */
  readonly weight: number
}

const FIRST: Pairing = { id: 'newsreader-geist', display: 'newsreader', text: 'geist', reading: 'newsreader', weight: 440 }

/** What a school may choose among. */
export const PAIRINGS: readonly Pairing[] = [
  FIRST,
  { id: 'fraunces-work-sans', display: 'fraunces', text: 'workSans', reading: 'workSans', weight: 480 },
  { id: 'playfair-source-serif', display: 'playfair', text: 'sourceSerif', reading: 'sourceSerif', weight: 480 },
  { id: 'lora-inter', display: 'lora', text: 'inter', reading: 'lora', weight: 480 },
  { id: 'bricolage-dm-sans', display: 'bricolage', text: 'dmSans', reading: 'dmSans', weight: 620 },
  { id: 'source-serif-geist', display: 'sourceSerif', text: 'geist', reading: 'sourceSerif', weight: 480 },
  { id: 'inter', display: 'inter', text: 'inter', reading: 'inter', weight: 620 },
]

/** A pairing by its id; one that this release does not know is set as a new school is. */
export const pairingOf = (id: string): Pairing => PAIRINGS.find((one) => one.id === id) ?? FIRST

/** The families of a pairing, each once, the largest type first. */
export const familiesOf = ({ display, text, reading }: Pairing): Family[] => [...new Set([display, text, reading])]

/** The variables that styles.css reads. */
export function faceStyle({ display, text, reading, weight }: Pairing): Record<string, string> {
  return {
    '--face-display': FAMILIES[display],
    '--face-text': FAMILIES[text],
    '--face-reading': FAMILIES[reading],
    '--display-weight': String(weight),
  }
}
