import { createHash, randomBytes } from 'node:crypto'
import type { Account, Trouble } from './server.ts'

/** Google's and GitHub's are good for ten minutes. */
const CODE_LIFE_MS = 600_000

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly authorization: string
}

export interface Answered {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface Code {
  readonly account: string
  readonly redirectUri: string
  readonly challenge: string
  bornAt: number
  used: boolean
}

export type CodeTrouble = 'client' | 'code' | 'redirect_uri'

export const json = (status: number, value: unknown): Answered => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
})

/** What both providers keep: who has an account, which codes are out, and whose the tokens are. */
export class Grants {
  readonly accounts = new Map<string, Account>()
  readonly troubles: Trouble[] = []
  readonly #codes = new Map<string, Code>()
  readonly #tokens = new Map<string, string>()

  constructor(
    readonly client: { readonly id: string; readonly secret: string },
    readonly isBackTo: (url: string) => boolean,
  ) {}

  /** What is handed in as wrong by the test, before anything else is looked at. */
  trouble(at: Trouble['at']): Answered | undefined {
    const found = this.troubles.findIndex((one) => one.at === at)
    const [trouble] = found < 0 ? [] : this.troubles.splice(found, 1)
    return trouble && json(trouble.status, { message: trouble.status === 429 ? 'API rate limit exceeded' : 'Server Error' })
  }

  expire(): void {
    for (const code of this.#codes.values()) code.bornAt -= CODE_LIFE_MS
  }

  /** The page that asks which account, or what is wrong with the address; after a choice a redirect. */
  authorize({ method, query, form }: Asked, scopes: readonly string[]): Answered {
    const asked = method === 'POST' ? form : query
    const backTo = asked.get('redirect_uri') ?? ''
    const wrong =
      asked.get('client_id') !== this.client.id
        ? 'invalid_client'
        : !this.isBackTo(backTo)
          ? 'redirect_uri_mismatch'
          : asked.get('response_type') !== 'code' || asked.get('code_challenge_method') !== 'S256' || !asked.get('code_challenge')
            ? 'invalid_request'
            : scopes.some((scope) => !(asked.get('scope') ?? '').split(' ').includes(scope))
              ? 'invalid_scope'
              : undefined
    // Not back to the app: nobody knows yet that the address is its own.
    if (wrong) return { status: 400, headers: { 'Content-Type': 'text/plain' }, body: `Error 400: ${wrong}` }
    if (method !== 'POST') return this.#chooser(asked)
    const back = new URL(backTo)
    back.searchParams.set('state', asked.get('state') ?? '')
    const account = asked.get('account') ?? ''
    if (account === 'cancel') back.searchParams.set('error', 'access_denied')
    else back.searchParams.set('code', this.#newCode(account, backTo, asked.get('code_challenge') ?? ''))
    return { status: 302, headers: { Location: back.href } }
  }

  #chooser(asked: URLSearchParams): Answered {
    const hidden = [...asked]
      .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
      .join('')
    const buttons = [...this.accounts.values()]
      .map(({ id, name, email }) => `<button name="account" value="${escapeHtml(id)}">${escapeHtml(name)} (${escapeHtml(email)})</button>`)
      .join('')
    const body = `<!doctype html><title>Choose an account</title><h1>Choose an account</h1><form method="post">${hidden}${buttons}<button name="account" value="cancel">Cancel</button></form>`
    return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body }
  }

  #newCode(account: string, redirectUri: string, challenge: string): string {
    const code = randomBytes(16).toString('hex')
    this.#codes.set(code, { account, redirectUri, challenge, bornAt: Date.now(), used: false })
    return code
  }

  /** The token a code is exchanged for, once, by who can show the verifier and the client's secret. */
  exchange({ form, authorization }: Asked): { token: string } | { wrong: CodeTrouble } {
    const [id, secret] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
    if (id !== this.client.id || secret !== this.client.secret) return { wrong: 'client' }
    const code = this.#codes.get(form.get('code') ?? '')
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!code || code.used || code.bornAt + CODE_LIFE_MS <= Date.now()) return { wrong: 'code' }
    if (code.redirectUri !== form.get('redirect_uri')) return { wrong: 'redirect_uri' }
    if (code.challenge !== verifier) return { wrong: 'code' }
    code.used = true
    const token = randomBytes(20).toString('hex')
    this.#tokens.set(token, code.account)
    return { token }
  }

  /** Whose token this is. */
  holder(authorization: string): Account | undefined {
    return this.accounts.get(this.#tokens.get(authorization.replace(/^Bearer /, '')) ?? '')
  }
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
