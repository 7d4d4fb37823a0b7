import { type Cue, type CueTrouble, troubleOf } from '#tenants/captions/cue.ts'

/** A cue as the editor holds it: with a number of its own, which it keeps whatever happens around it. */
export interface Line extends Cue {
  readonly key: number
}

export interface Edited {
  readonly lines: readonly Line[]
  /** The line that is open. */
  readonly open: number | undefined
  readonly nextKey: number
  /** What undo goes back to, the newest last. */
  readonly past: readonly (readonly Line[])[]
  /** Typing goes on in the same field: one step back takes all of it. */
  readonly typing: string | undefined
}

export type Edit =
  | { readonly do: 'open'; readonly key: number | undefined }
  | { readonly do: 'step'; readonly by: 1 | -1 }
  | { readonly do: 'text' | 'speaker'; readonly key: number; readonly to: string }
  /** Milliseconds; what is not said stays. */
  | { readonly do: 'times'; readonly key: number; readonly start?: number; readonly end?: number }
  /** Behind so many characters of its text. */
  | { readonly do: 'split'; readonly key: number; readonly at: number }
  | { readonly do: 'merge' | 'remove'; readonly key: number }
  | { readonly do: 'add'; readonly at: number }
  | { readonly do: 'shift'; readonly by: number }
  | { readonly do: 'undo' }
  | { readonly do: 'replace'; readonly cues: readonly Cue[] }

const MOST_STEPS = 100
/** What a new caption is shown for, where the next one leaves room. */
const NEW_MS = 2_000

export function begin(cues: readonly Cue[]): Edited {
  return { lines: cues.map((cue, key) => ({ ...cue, key })), open: undefined, nextKey: cues.length, past: [], typing: undefined }
}

export const cuesOfLines = (lines: readonly Line[]): Cue[] => lines.map(({ key: _, ...cue }) => cue)

/** What is to be looked at, by the key of its line. */
export function troubles(lines: readonly Line[]) {
  return new Map(
    lines.flatMap((line, nth) => {
      const trouble = troubleOf(line, lines[nth + 1])
      return trouble ? [[line.key, trouble] as const] : []
    }),
  )
}

/** By how far all can be moved of what was asked: nobody speaks before the film begins, so they go as far as the first can. Milliseconds. */
export function shiftOf(lines: readonly Line[], by: number): number {
  // One that ends before it begins has its end in front.
  const room = lines.length ? lines.reduce((least, { start, end }) => Math.min(least, start, end), Number.POSITIVE_INFINITY) : 0
  return Math.round(Math.max(by, 0 - room))
}

/** The first line with which they are not saved. */
export const firstUnsavable = (lines: readonly Line[], wrong: ReadonlyMap<number, CueTrouble>): Line | undefined =>
  lines.find(({ key }) => {
    const trouble = wrong.get(key)
    return trouble !== undefined && trouble !== 'overlaps' && trouble !== 'empty'
  })

export function edit(state: Edited, step: Edit): Edited {
  const { lines, open } = state
  const at = 'key' in step ? lines.findIndex(({ key }) => key === step.key) : -1
  const line = lines[at]
  switch (step.do) {
    case 'open':
      return { ...state, open: step.key, typing: undefined }
    case 'step': {
      const to = lines[lines.findIndex(({ key }) => key === open) + step.by]
      return to ? { ...state, open: to.key, typing: undefined } : state
    }
    case 'text':
      return line ? typed(state, `text ${line.key}`, having(lines, { ...line, text: step.to })) : state
    case 'speaker': {
      if (!line) return state
      const { speaker: _, ...rest } = line
      return typed(state, `speaker ${line.key}`, having(lines, step.to ? { ...rest, speaker: step.to } : rest))
    }
    case 'times':
      return line ? done(state, sorted(having(lines, { ...line, start: step.start ?? line.start, end: step.end ?? line.end }))) : state
    case 'split':
      return line ? split(state, line, step.at) : state
    case 'merge': {
      const next = lines[at + 1]
      if (!line || !next) return state
      const joined = { ...line, end: Math.max(line.end, next.end), text: [line.text, next.text].filter(Boolean).join('\n') }
      return done(
        state,
        having(lines, joined).filter(({ key }) => key !== next.key),
      )
    }
    case 'remove': {
      if (!line) return state
      const left = lines.filter(({ key }) => key !== line.key)
      return { ...done(state, left), open: (left[at] ?? left[at - 1])?.key }
    }
    case 'add': {
      const next = lines.find(({ start }) => start > step.at)
      const end = next && next.start < step.at + NEW_MS ? Math.max(next.start, step.at + 1) : step.at + NEW_MS
      const added = { key: state.nextKey, start: step.at, end, text: '' }
      return { ...done(state, sorted([...lines, added])), open: added.key, nextKey: state.nextKey + 1 }
    }
    case 'shift': {
      const by = shiftOf(lines, step.by)
      return by === 0
        ? state
        : done(
            state,
            lines.map((one) => ({ ...one, start: one.start + by, end: one.end + by })),
          )
    }
    case 'undo': {
      const before = state.past.at(-1)
      return before ? { ...state, lines: before, past: state.past.slice(0, -1), typing: undefined } : state
    }
    case 'replace':
      return begin(step.cues)
  }
}

const having = (lines: readonly Line[], line: Line): Line[] => lines.map((one) => (one.key === line.key ? line : one))

const sorted = (lines: readonly Line[]): Line[] => [...lines].sort((a, b) => a.start - b.start || a.end - b.end)

const done = (state: Edited, lines: readonly Line[]): Edited => ({
  ...state,
  lines,
  past: [...state.past.slice(1 - MOST_STEPS), state.lines],
  typing: undefined,
})

/** A further letter in the same field is no step of its own. */
const typed = (state: Edited, field: string, lines: readonly Line[]): Edited =>
  state.typing === field ? { ...state, lines } : { ...done(state, lines), typing: field }

/** The time goes with the letters: who speaks twice as much in a half has twice as long. */
function split(state: Edited, line: Line, at: number): Edited {
  const first = line.text.slice(0, at).trim()
  const second = line.text.slice(at).trim()
  const share = line.text.length ? at / line.text.length : 0.5
  const middle = Math.round(line.start + (line.end - line.start) * Math.min(0.9, Math.max(0.1, share)))
  const behind: Line = { ...line, key: state.nextKey, start: middle, text: second }
  const lines = having(state.lines, { ...line, end: middle, text: first })
  lines.splice(lines.findIndex(({ key }) => key === line.key) + 1, 0, behind)
  return { ...done(state, lines), open: behind.key, nextKey: state.nextKey + 1 }
}

/** 1:02.5, 62.5, 00:01:02,500 as milliseconds; undefined for anything else. */
export function readTime(text: string): number | undefined {
  const match = /^\s*(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?\s*$/.exec(text)
  if (!match) return undefined
  const [, hours = '0', minutes = '0', seconds = '', fraction = ''] = match
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(fraction.padEnd(3, '0'))
}

/** 1:02.50, 1:00:02.50 */
export function showTime(ms: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor(ms / 60_000) % 60
  const seconds = `${two(Math.floor(ms / 1_000) % 60)}.${String(ms % 1_000).padStart(3, '0')}`
  return hours ? `${hours}:${two(minutes)}:${seconds}` : `${minutes}:${seconds}`
}
