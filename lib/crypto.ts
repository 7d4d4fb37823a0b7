import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits for cookies and links. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is kept of a token: who reads the database cannot use it. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

export const sameText = (a: string, b: string): boolean => {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** A key for one purpose and one school, derived from the master key; knowing one tells nothing of another. */
export function deriveKey(master: string, purpose: string, scope = ''): Buffer {
  return Buffer.from(hkdfSync('sha256', master, scope, `lectern/${purpose}`, 32))
}

/** `payload.signature`, both base64url. The payload is readable by who holds it and cannot be changed. */
export function seal(key: Buffer, payload: object): string {
  const body = Buffer.from(JSON.stringify(payload)).toString('base64url')
  return `${body}.${mac(key, body)}`
}

/** The payload of a sealed text, or undefined when it is not one of ours. Its shape and expiry are the caller's to check. */
export function unseal(key: Buffer, sealed: string): unknown {
  const dot = sealed.indexOf('.')
  if (dot < 1) return undefined
  const body = sealed.slice(0, dot)
  if (!sameText(sealed.slice(dot + 1), mac(key, body))) return undefined
  return JSON.parse(Buffer.from(body, 'base64url').toString())
}

const mac = (key: Buffer, body: string) => createHmac('sha256', key).update(body).digest('base64url')
