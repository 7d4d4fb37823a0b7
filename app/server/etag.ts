/** Whether a browser has this very content already. Compared weakly, as RFC 9110, 13.1.2 says: a proxy may have put `W/` in front. */
export function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true
  const own = opaque(etag)
  return ifNoneMatch.split(',').some((tag) => opaque(tag.trim()) === own)
}

const opaque = (tag: string): string => tag.replace(/^W\//, '')
