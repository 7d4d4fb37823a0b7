/** What a key asks of the player. Shares and seconds are relative, `share` is of the duration. */
export type Command =
  | { readonly do: 'play' | 'mute' | 'fullscreen' | 'captions' | 'help' }
  | { readonly do: 'seek'; readonly seconds: number }
  | { readonly do: 'volume'; readonly share: number }
  | { readonly do: 'speed'; readonly steps: number }
  | { readonly do: 'jump'; readonly share: number }

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const

const KEYS: Readonly<Record<string, Command>> = {
  ' ': { do: 'play' },
  k: { do: 'play' },
  j: { do: 'seek', seconds: -10 },
  l: { do: 'seek', seconds: 10 },
  ArrowLeft: { do: 'seek', seconds: -5 },
  ArrowRight: { do: 'seek', seconds: 5 },
  ArrowUp: { do: 'volume', share: 0.05 },
  ArrowDown: { do: 'volume', share: -0.05 },
  m: { do: 'mute' },
  f: { do: 'fullscreen' },
  c: { do: 'captions' },
  '<': { do: 'speed', steps: -1 },
  '>': { do: 'speed', steps: 1 },
  '?': { do: 'help' },
}

export interface KeyPress {
  readonly key: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly defaultPrevented: boolean
  readonly target: EventTarget | null
}

/** What has its own use for keys: there they are left alone. */
const TYPES = 'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"], [role="combobox"]'
const MOVES =
  '[role="slider"], [role="menu"], [role="menuitemradio"], [role="tablist"], [role="tree"], [role="grid"], [role="listbox"], [role="radiogroup"]'
const PRESSES = 'button, a[href], summary, [role="button"]'

/**
 * The command of a key, or undefined when it is not for the player: with a modifier, in a text field, in an open dialog
 * elsewhere, on a control that needs that key itself.
 * @param player the player's element
 */
export function commandFor(press: KeyPress, player: Element): Command | undefined {
  if (press.defaultPrevented || press.altKey || press.ctrlKey || press.metaKey) return undefined
  const command = /^[0-9]$/.test(press.key) ? ({ do: 'jump', share: Number(press.key) / 10 } as const) : KEYS[letterCase(press.key)]
  if (!command) return undefined
  const at = press.target instanceof Element ? press.target : undefined
  if (at?.closest(TYPES)) return undefined
  if (press.key.startsWith('Arrow') && at?.closest(MOVES)) return undefined
  if (press.key === ' ' && at?.closest(PRESSES)) return undefined
  // Inside the player too there is one, while the film fills the screen.
  const dialog = at?.closest('[role="dialog"], dialog')
  if (dialog && !dialog.contains(player)) return undefined
  // The page scrolls by these two; taking them from a reader who is not at the player would lock the page.
  if (!player.contains(at ?? null) && (press.key === 'ArrowUp' || press.key === 'ArrowDown')) return undefined
  return command
}

function letterCase(key: string): string {
  return key.length === 1 ? key.toLowerCase() : key
}

/** The next offered speed from any speed. */
export function stepSpeed(rate: number, steps: number): number {
  const nearest = SPEEDS.reduce((best, speed, index) => (Math.abs(speed - rate) < Math.abs((SPEEDS[best] ?? 1) - rate) ? index : best), 0)
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, nearest + steps))] ?? 1
}
