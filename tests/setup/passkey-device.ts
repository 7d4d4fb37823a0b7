import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import type { Assertion, Attestation } from '#tenants/registry/passkey-ceremony.ts'

interface Behaviour {
  /** Where the page says it is. */
  readonly origin?: string
  /** Whether the device made sure who holds it. */
  readonly verified?: boolean
  /** What it says how often it was used; without it, it does not count. */
  readonly counter?: number
}

/** A device that holds one passkey, as far as a server can tell: made by hand, so that a test can have it lie. */
export class PasskeyDevice {
  readonly id = randomBytes(16).toString('base64url')
  readonly #key: KeyObject
  readonly #cose: Uint8Array

  constructor(
    readonly origin: string,
    readonly rpId = new URL(origin).hostname,
  ) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    this.#key = privateKey
    const point = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
    // COSE: an elliptic key (2) for ES256 (-7) on P-256 (1).
    this.#cose = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, point(x)],
        [-3, point(y)],
      ]),
    )
  }

  /** The answer to a question for a new passkey. */
  make({ challenge }: { challenge: string }, behaviour: Behaviour = {}): Attestation {
    const raw = Buffer.from(this.id, 'base64url')
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, raw.length]), raw, this.#cose])
    const authData = new Uint8Array(Buffer.concat([this.#head(0x40, behaviour), attested]))
    const attestation = isoCBOR.encode(
      new Map<string, string | Uint8Array | Map<string, never>>([
        ['fmt', 'none'],
        ['attStmt', new Map<string, never>()],
        ['authData', authData],
      ]),
    )
    const clientDataJSON = this.#client('webauthn.create', challenge, behaviour).toString('base64url')
    return {
      ...this.#common(),
      response: { clientDataJSON, attestationObject: Buffer.from(attestation).toString('base64url'), transports: ['internal'] },
    }
  }

  /** The answer to a question for this passkey. */
  answer({ challenge }: { challenge: string }, behaviour: Behaviour = {}): Assertion {
    const client = this.#client('webauthn.get', challenge, behaviour)
    const head = this.#head(0, behaviour)
    const signature = sign('sha256', Buffer.concat([head, createHash('sha256').update(client).digest()]), this.#key)
    return {
      ...this.#common(),
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: head.toString('base64url'),
        signature: signature.toString('base64url'),
      },
    }
  }

  #common() {
    return { id: this.id, rawId: this.id, type: 'public-key' as const, clientExtensionResults: {} }
  }

  #head(flags: number, { verified = true, counter = 0 }: Behaviour): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([createHash('sha256').update(this.rpId).digest(), Buffer.from([flags | 0x01 | (verified ? 0x04 : 0)]), count])
  }

  #client(type: string, challenge: string, { origin = this.origin }: Behaviour): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  }
}
