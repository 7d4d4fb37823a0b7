import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { github } from './github.ts'
import { google } from './google.ts'
import { Grants } from './grants.ts'

/** Somebody's account at a provider. */
export interface Account {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly verified: boolean
}

export type FakeProvider = 'google' | 'github'

/** What goes wrong next at one of its doors. */
export interface Trouble {
  readonly at: 'token' | 'profile'
  readonly status: number
}

export interface FakeOAuth {
  /** For OAUTH_STAND_IN_URL. */
  readonly url: string
  /** What the server is told of it. */
  readonly env: Readonly<Record<string, string>>
  /** Makes an account, or changes it. */
  account(provider: FakeProvider, account: Account): void
  /** The next answers of one kind are these. */
  trouble(provider: FakeProvider, ...troubles: readonly Trouble[]): void
  /** Its codes are older than they may be from now on. */
  expireCodes(): void
  /** Does at the provider's page what a person does there: chooses an account, or presses “Cancel”. Answers where it sends the browser. */
  choose(authorizeUrl: string, id: string | 'cancel'): Promise<URL>
  close(): Promise<void>
}

export const CLIENTS = {
  google: { id: 'lectern.apps.googleusercontent.test', secret: 'GOCSPX-of-a-test' },
  github: { id: 'Iv1.lectern', secret: 'secret-of-github' },
} as const

/** Both providers, each below its own path, as their documentation says they answer. */
export async function fakeOAuth(isBackTo: (url: string) => boolean = () => true): Promise<FakeOAuth> {
  const grants = { google: new Grants(CLIENTS.google, isBackTo), github: new Grants(CLIENTS.github, isBackTo) }
  const doors = { google: google(grants.google), github: github(grants.github) }
  const server = createServer((req, res) => {
    answer(req, res).catch((error: unknown) => {
      res.statusCode = 500
      res.end(String(error))
    })
  })
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const asked = new URL(req.url ?? '/', 'http://fake')
    const [, provider = '', ...rest] = asked.pathname.split('/')
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const door = provider === 'google' || provider === 'github' ? doors[provider] : undefined
    const found = await door?.({
      method: req.method ?? '',
      path: `/${rest.join('/')}`,
      query: asked.searchParams,
      form: new URLSearchParams(Buffer.concat(chunks).toString()),
      authorization: req.headers.authorization ?? '',
    })
    const { status, headers = {}, body = '' } = found ?? { status: 404 }
    res.writeHead(status, headers)
    res.end(body)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    env: {
      OAUTH_STAND_IN_URL: url,
      GOOGLE_CLIENT_ID: CLIENTS.google.id,
      GOOGLE_CLIENT_SECRET: CLIENTS.google.secret,
      GITHUB_CLIENT_ID: CLIENTS.github.id,
      GITHUB_CLIENT_SECRET: CLIENTS.github.secret,
    },
    account: (provider, account) => void grants[provider].accounts.set(account.id, account),
    trouble: (provider, ...troubles) => void grants[provider].troubles.push(...troubles),
    expireCodes: () => void Object.values(grants).forEach((one) => void one.expire()),
    async choose(authorizeUrl, id) {
      const asked = new URL(authorizeUrl)
      const page = await fetch(asked)
      if (page.status !== 200) throw new Error(`the provider's page answered ${page.status}: ${await page.text()}`)
      const form = new URLSearchParams([...asked.searchParams, ['account', id]])
      const answered = await fetch(new URL(asked.pathname, asked), { method: 'POST', body: form, redirect: 'manual' })
      return new URL(answered.headers.get('location') ?? `missing: ${answered.status}`)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
