/** Windows-1252 is what spreadsheets write that know no Unicode; whatever is no UTF-8 is read as that. */
export function decode(bytes: Uint8Array): string {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return text(bytes, 'utf-8')
  if (a === 0xff && b === 0xfe) return text(bytes, 'utf-16le')
  if (a === 0xfe && b === 0xff) return text(bytes, 'utf-16be')
  if (isWide(bytes, 1)) return text(bytes, 'utf-16le')
  if (isWide(bytes, 0)) return text(bytes, 'utf-16be')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return windows1252(bytes)
  }
}

/** Bytes 0x80 to 0x9f, where it is not Latin-1. By hand: Node 20’s TextDecoder reads them as Latin-1 all the same. */
const UPPER = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const windows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (sign) => UPPER.charAt(sign.charCodeAt(0) - 0x80))

const text = (bytes: Uint8Array, encoding: string) => new TextDecoder(encoding).decode(bytes)

/** Latin letters in UTF-16 without a mark: every other byte of the beginning is zero. */
function isWide(bytes: Uint8Array, offset: 0 | 1): boolean {
  const head = bytes.subarray(0, 64)
  if (head.length < 4 || bytes.length % 2) return false
  const pairs = Math.floor(head.length / 2)
  let zeros = 0
  for (let pair = 0; pair < pairs; pair++) if (head[pair * 2 + offset] === 0 && head[pair * 2 + 1 - offset] !== 0) zeros++
  return zeros > pairs * 0.6
}
