import { KeyRefused } from './storage.ts'

// What a key may be, in every adapter: an object that one storage takes can be copied into another.

export const ALLOWED = /^[A-Za-z0-9._/-]*$/
const LONGEST = 512
/** One file name on ext4, xfs and APFS. */
const LONGEST_SEGMENT = 255

/** @throws KeyRefused */
export function checkKey(key: string): void {
  if (!isKey(key)) throw new KeyRefused(key)
}

export function isKey(key: string): boolean {
  return key.length > 0 && key.length <= LONGEST && ALLOWED.test(key) && key.split('/').every(isName)
}

/** A prefix may be empty and may end in the middle of a name; what stands before its last `/` is held to the rules of keys. */
export function checkPrefix(prefix: string): void {
  const folder = folderOf(prefix)
  if (prefix.length > LONGEST || !ALLOWED.test(prefix)) throw new KeyRefused(prefix)
  if (folder !== '' && !folder.split('/').every(isName)) throw new KeyRefused(prefix)
}

/** A prefix that ends in `/`: what is deleted or written below it is beside nothing else. @throws KeyRefused */
export function checkFolder(prefix: string): void {
  checkPrefix(prefix)
  if (!prefix.endsWith('/')) throw new KeyRefused(prefix)
}

/** What stands before the last `/`, without it. */
export function folderOf(prefix: string): string {
  return prefix.slice(0, Math.max(prefix.lastIndexOf('/'), 0))
}

function isName(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && segment.length <= LONGEST_SEGMENT
}
