import { urls } from '#app/urls.ts'
import type { FakeOAuth, FakeProvider } from '#tests/fakes/oauth/server.ts'
import { type Answer, type Ask, cookieOf, type TestServer } from './server.ts'

/** A browser as far as a sign-in at a provider needs one: cookies by host, and one step at a time. */
export class TestBrowser {
  readonly #cookies = new Map<string, Map<string, string>>()

  constructor(
    private readonly server: TestServer,
    private readonly fake: FakeOAuth,
  ) {}

  cookie(host: string): string {
    return [...(this.#cookies.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Asks, with this host's cookies, and keeps those of the answer. */
  async ask(host: string, path: string, ask: Ask = {}): Promise<Answer> {
    const answer = await this.server.ask(host, path, { ...ask, cookie: this.cookie(host) })
    const jar = this.#cookies.get(host) ?? new Map<string, string>()
    this.#cookies.set(host, jar)
    for (const pair of cookieOf(answer).split('; ').filter(Boolean)) {
      const at = pair.indexOf('=')
      if (pair.slice(at + 1)) jar.set(pair.slice(0, at), pair.slice(at + 1))
      else jar.delete(pair.slice(0, at))
    }
    return answer
  }

  /** Follows an absolute or own address of one of this server's hosts. */
  goTo(address: URL, ask: Ask = {}): Promise<Answer> {
    return this.ask(address.host, address.pathname + address.search, ask)
  }

  /** Begins at the platform, chooses an account there, and is on its way back. */
  async staffTo(provider: FakeProvider, as: string, to = ''): Promise<URL> {
    const begun = await this.ask(this.server.platform, urls.platform.oauth(provider), { form: { to } })
    return this.fake.choose(begun.headers.location ?? '', as)
  }

  /** The whole way of staff; the answer of where providers send back to. */
  async staff(provider: FakeProvider, as: string, to = ''): Promise<Answer> {
    return this.goTo(await this.staffTo(provider, as, to))
  }

  /** From a school's host to the provider and back to the platform's. */
  async studentTo(slug: string, provider: FakeProvider, as: string, form: Record<string, string> = {}): Promise<URL> {
    const begun = await this.ask(this.server.host(slug), form.intent ? urls.school.accountSignIn() : urls.school.oauth(provider), { form })
    const onward = await this.goTo(new URL(begun.headers.location ?? ''))
    return this.fake.choose(onward.headers.location ?? '', as)
  }

  /** As far as the address on the school's host that lets in. */
  async handover(slug: string, provider: FakeProvider, as: string, form: Record<string, string> = {}): Promise<URL> {
    const answer = await this.goTo(await this.studentTo(slug, provider, as, form))
    return new URL(answer.headers.location ?? '')
  }

  /** The whole way of a student; the answer of the school's host. */
  async student(slug: string, provider: FakeProvider, as: string, form: Record<string, string> = {}): Promise<Answer> {
    return this.goTo(await this.handover(slug, provider, as, form))
  }
}
