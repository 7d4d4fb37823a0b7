import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** 26 characters of Crockford's base 32: 48 bits of milliseconds, then 80 random bits, so ids sort by the time they were made. */
export function timeOrdered(now = Date.now()): string {
  let time = ''
  for (let rest = now, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = ALPHABET.charAt(rest % 32) + time
  return time + randomBase32(16)
}

export function randomBase32(length: number): string {
  let text = ''
  for (const byte of randomStretch(length)) text += ALPHABET.charAt(byte & 31)
  return text
}

// The system is asked for many bytes at once, because asking costs more than the bytes; each is given out a single time.
let pool = Buffer.alloc(0)
let used = 0

function randomStretch(length: number): Buffer {
  if (used + length > pool.length) {
    pool = randomBytes(Math.max(4096, length))
    used = 0
  }
  used += length
  return pool.subarray(used - length, used)
}

/** An id that says what it names: `course_01j…`. */
export function newId<Kind extends string>(kind: Kind, now?: number): `${Kind}_${string}` {
  return `${kind}_${timeOrdered(now)}`
}

/** A school's id names its file, so it holds `[a-z0-9]` alone. */
export function newSchoolId(now?: number): string {
  return timeOrdered(now)
}
