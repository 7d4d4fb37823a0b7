import { MOST_SPEAKER } from './cue.ts'

// Cue text comes from files of strangers: what is kept of its markup is named here, and the rest is text.

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00a0',
  quot: '"',
  apos: "'",
  lrm: '\u200e',
  rlm: '\u200f',
}

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)
    return code > 0x1f && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })

/** What neither a person nor a player can see, and a file does not need: controls but the end of a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const INVISIBLE = /[\u0000-\u0009\u000b-\u001f\u007f\u2060]/g

/** Written so that what is no tag costs one look: a file may be nothing but `<`. */
const TAG = /<(\/?)([a-z]*)(?![a-z])([^<>]*)>/gi

/** Reads a cue's payload as WebVTT, and as the HTML-like text that SRT files hold. Of its tags `i`, `b`, `u` and the first voice stay. */
export function readCueText(payload: string): { text: string; speaker?: string } {
  let speaker: string | undefined
  let text = ''
  let at = 0
  const open: string[] = []
  for (const tag of payload.matchAll(TAG)) {
    text += decoded(payload.slice(at, tag.index))
    at = tag.index + tag[0].length
    const [, closes, name = '', rest = ''] = tag
    const kind = name.toLowerCase()
    if (/^[ibu]$/.test(kind) && /^(\.|\s|$)/.test(rest)) text += closes ? close(open, kind) : begin(open, kind)
    else if (kind === 'v' && !closes) speaker ??= decoded(rest.replace(/^[^\s]*/, '')).trim() || undefined
  }
  text += decoded(payload.slice(at))
  while (open.length) text += `</${open.pop()}>`
  const lines = text
    .replace(INVISIBLE, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return { text: lines.join('\n'), ...(speaker && { speaker: speaker.replace(INVISIBLE, '').slice(0, MOST_SPEAKER) }) }
}

function begin(open: string[], kind: string): string {
  if (open.includes(kind)) return ''
  open.push(kind)
  return `<${kind}>`
}

/** Closes what was opened inside it too, so that tags never cross. */
function close(open: string[], kind: string): string {
  const from = open.lastIndexOf(kind)
  if (from < 0) return ''
  return open
    .splice(from)
    .reverse()
    .map((one) => `</${one}>`)
    .join('')
}

/**
 * The player takes entities apart and hands what comes out to the browser as HTML (media-captions, renderVTTTokensString). Behind a `<` of
 * the text stands a joiner that nobody sees, so that to HTML it begins no tag; `readCueText` takes it out again.
 */
const JOINER = '\u2060'
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, `&lt;${JOINER}`).replace(/>/g, '&gt;')

/** Who speaks becomes an attribute there, which a straight quote would end. */
const escapedSpeaker = (speaker: string): string => escaped(speaker.replace(/\s+/g, ' ').replace(/"/g, '”'))

/** The payload of a WebVTT cue. Nothing in it can end the cue, open another tag, or be taken for a line of times. */
export function writeCueText(text: string, speaker?: string): string {
  const { text: balanced } = readCueText(
    text
      .split(/(<\/?[ibu]>)/)
      .map((part, nth) => (nth % 2 ? part : escaped(part)))
      .join(''),
  )
  const body = balanced
    .split(/(<\/?[ibu]>)/)
    .map((part, nth) => (nth % 2 ? part : escaped(part)))
    .join('')
  return speaker ? `<v ${escapedSpeaker(speaker)}>${body}</v>` : body
}
