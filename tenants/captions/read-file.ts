import type { Cue } from './cue.ts'
import { FileRefused } from './failures.ts'
import { readCues } from './read-cues.ts'

/** Two hours of speech have 150 KB. Bytes. */
export const MOST_BYTES = 800_000

/** The cues of an uploaded file. @throws FileRefused, with the lines and what is wrong there */
export function readCaptionsFile(bytes: Uint8Array): readonly Cue[] {
  if (bytes.length === 0) throw new FileRefused('empty')
  if (bytes.length > MOST_BYTES) throw new FileRefused('too_large')
  const text = textOf(bytes)
  if (text === undefined) throw new FileRefused('not_text')
  const { cues, problems } = readCues(text)
  if (problems.length) throw new FileRefused('lines', problems)
  return cues
}

/** Most files are UTF-8. Windows' editors write UTF-16 with a mark, and older ones windows-1252, in which every byte is a letter. */
function textOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  // A picture, a film, an archive.
  if (bytes.subarray(0, 4_096).includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8: a person's file of another age, not an error.
    return fromWindows1252(bytes)
  }
}

/** What windows-1252 has from 0x80 on, where Latin-1 has controls. Node's own decoder takes the two for one. */
const FROM_0X80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const fromWindows1252 = (bytes: Uint8Array): string =>
  new TextDecoder('latin1').decode(bytes).replace(/[\u0080-\u009f]/g, (letter) => FROM_0X80[letter.charCodeAt(0) - 0x80] ?? letter)
