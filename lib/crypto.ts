import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

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

/** Names how a text was locked, so that one locked another way can be told apart. */
const LOCK = 'g1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A text that only this key reads, and only as what it is about: put beside another subject it stays shut. AES-256-GCM. */
export function lock(key: Buffer, text: string, about: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `${LOCK}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
}

/** The text that was locked, or undefined where it was not by this key or not about this. */
export function unlock(key: Buffer, locked: string, about: string): string | undefined {
  const [kind, inside = ''] = locked.split('.')
  const bytes = Buffer.from(inside, 'base64url')
  if (kind !== LOCK || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    // Node's way to say that the tag does not fit.
    return undefined
  }
}

/** For short secrets, such as codes that a person types: who reads the database cannot try them out without the key. */
export const keyedHash = (key: Buffer, text: string): string => mac(key, text)

const mac = (key: Buffer, body: string) => createHmac('sha256', key).update(body).digest('base64url')
