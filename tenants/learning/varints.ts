/** Whole numbers from 0 on, seven bits a byte, the lowest first; small ones take one byte. */
export function writeVarints(numbers: Iterable<number>): Buffer {
  const bytes: number[] = []
  for (const number of numbers) {
    let rest = number
    while (rest > 0x7f) {
      bytes.push((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    bytes.push(rest)
  }
  return Buffer.from(bytes)
}

/** What was written; a last number that was cut off is left out. */
export function readVarints(bytes: Uint8Array): number[] {
  const numbers: number[] = []
  let number = 0
  let unit = 1
  for (const byte of bytes) {
    number += (byte & 0x7f) * unit
    unit *= 0x80
    if (byte & 0x80) continue
    numbers.push(number)
    number = 0
    unit = 1
  }
  return numbers
}
