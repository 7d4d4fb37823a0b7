import { createHmac, createVerify, generateKeyPairSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'

const Claims = z.looseObject({ sub: z.string(), aud: z.string(), exp: z.number(), kid: z.string() })
export type Claims = z.infer<typeof Claims>

/** Audiences: mux.com/docs/guides/signing-jwts. */
export type Audience = 'v' | 't' | 's'

/** A signing key as `POST /system/v1/signing-keys` answers it: the private half in PKCS #1, PEM, base64; Mux keeps the public one. */
export class SigningKey {
  readonly id = randomBytes(24).toString('base64url')
  readonly privateKey: string
  readonly #publicKey: KeyObject

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    this.privateKey = Buffer.from(privateKey.export({ type: 'pkcs1', format: 'pem' })).toString('base64')
    this.#publicKey = publicKey
  }

  /** Undefined: not by this key, for another id or use, or expired. @param now milliseconds */
  check(token: string | null, wanted: { readonly sub: string; readonly aud: Audience }, now: number): Claims | undefined {
    const [header = '', payload = '', signature = '', ...more] = (token ?? '').split('.')
    if (more.length || jsonOf(header).alg !== 'RS256') return undefined
    const signed = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(this.#publicKey, signature, 'base64url')
    const claims = Claims.safeParse(jsonOf(payload)).data
    if (!signed || !claims || claims.kid !== this.id || claims.sub !== wanted.sub || claims.aud !== wanted.aud) return undefined
    return claims.exp * 1_000 > now ? claims : undefined
  }
}

function jsonOf(base64: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.from(base64, 'base64url').toString()))
  } catch {
    return {}
  }
}

/** Addresses of Mux's own CDN, which carry their expiry and a signature over it. */
export class SignedPaths {
  readonly #secret = randomBytes(32)

  /** @param expires seconds */
  sign(path: string, expires: number): string {
    return `${path}?${new URLSearchParams({ skid: 'default', expires: String(expires), signature: this.#of(path, expires) })}`
  }

  /** Undefined: not of ours, or expired. Else the second in which it does. @param now milliseconds */
  check({ pathname, searchParams }: URL, now: number): number | undefined {
    const expires = Number(searchParams.get('expires'))
    const given = Buffer.from(searchParams.get('signature') ?? '')
    const wanted = Buffer.from(this.#of(pathname, expires))
    return given.length === wanted.length && timingSafeEqual(given, wanted) && expires * 1_000 > now ? expires : undefined
  }

  #of(path: string, expires: number): string {
    return createHmac('sha256', this.#secret).update(`${path} ${expires}`).digest('base64url')
  }
}
