import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OAuthEnv } from '#lib/env.ts'
import { CLIENTS, type FakeOAuth, fakeOAuth } from '#tests/fakes/oauth/server.ts'
import { CodeTooOld, OtherBrowser, ProviderAway, ProviderDenied, ProviderRefused } from './failures.ts'
import { openProviders } from './open-providers.ts'
import type { Provider, ProviderName } from './provider.ts'

const HERE = 'http://localhost:3000'
let fake: FakeOAuth

beforeAll(async () => {
  fake = await fakeOAuth((url) => url.startsWith(`${HERE}/oauth/`))
})
afterAll(() => fake.close())

function open(name: ProviderName, change: Partial<OAuthEnv> = {}, backTo = `${HERE}/oauth/${name}/back`): Provider {
  const client = { clientId: CLIENTS[name].id, clientSecret: CLIENTS[name].secret }
  const env = { google: undefined, github: undefined, [name]: client, standIn: fake.url, ...change }
  return openProviders(env, { backTo: () => backTo, cookie: 'oauth', secure: false }).get(name)!
}

/** What a browser does until it is back: the request it comes with. */
async function comeBack(provider: Provider, as: string): Promise<Request> {
  const begun = await provider.begin('a-state', new Request(`${HERE}/anything?state=somebody-else-s`))
  const cookie = begun.headers.get('Set-Cookie')!.split(';')[0]!
  const back = await fake.choose(begun.headers.get('Location')!, as)
  return new Request(back, { headers: { Cookie: cookie } })
}

describe.each(['google', 'github'] as const)('%s', (name) => {
  beforeAll(() => {
    fake.account(name, { id: '1001', name: 'Ines Bakker', email: 'Ines@mail.test', verified: true })
    fake.account(name, { id: '1002', name: '', email: 'unsure@mail.test', verified: false })
  })

  test('says who has come back, with the address it has verified', async () => {
    const provider = open(name)
    const profile = await provider.finish(await comeBack(provider, '1001'))
    expect(profile).toEqual({ provider: name, subject: '1001', name: 'Ines Bakker', email: 'Ines@mail.test' })
  })

  test('an address that is not verified is none', async () => {
    const provider = open(name)
    expect(await provider.finish(await comeBack(provider, '1002'))).toMatchObject({ subject: '1002', email: null })
  })

  test('who pressed “Cancel” there is told so', async () => {
    const provider = open(name)
    await expect(provider.finish(await comeBack(provider, 'cancel'))).rejects.toThrow(ProviderDenied)
  })

  test('a code works once, for as long as the provider says, and with the verifier of the browser that began', async () => {
    const provider = open(name)
    const back = await comeBack(provider, '1001')
    await provider.finish(back.clone())
    await expect(provider.finish(back)).rejects.toThrow(CodeTooOld)
    const late = await comeBack(provider, '1001')
    fake.expireCodes()
    await expect(provider.finish(late)).rejects.toThrow(CodeTooOld)
    const another = await provider.begin('a-state', new Request(HERE))
    const mine = await comeBack(provider, '1001')
    const stolen = new Request(mine.url, { headers: { Cookie: another.headers.get('Set-Cookie')!.split(';')[0]! } })
    await expect(provider.finish(stolen)).rejects.toThrow(CodeTooOld)
  })

  test('without the cookie of the state nothing is asked of the provider', async () => {
    const provider = open(name)
    const back = await comeBack(provider, '1001')
    await expect(provider.finish(new Request(back.url))).rejects.toThrow(OtherBrowser)
    const forged = new URL(back.url)
    forged.searchParams.set('state', 'another-state')
    await expect(provider.finish(new Request(forged, back))).rejects.toThrow(OtherBrowser)
    expect(provider.forget(back)).toEqual([expect.stringMatching(/^oauth:[0-9a-f-]+=; .*Max-Age=0/)])
    expect((await provider.finish(back)).subject).toBe('1001')
  })

  test('a wrong secret and an address it was not told of are ours to mend', async () => {
    const wrong = open(name, { [name]: { clientId: CLIENTS[name].id, clientSecret: 'an old one' } })
    await expect(wrong.finish(await comeBack(wrong, '1001'))).rejects.toThrow(ProviderRefused)
    const begun = await open(name, {}, 'https://elsewhere.test/back').begin('a-state', new Request(HERE))
    expect((await fetch(begun.headers.get('Location')!)).status).toBe(400)
  })

  test.each([
    ['token', 500],
    ['token', 429],
    ['profile', 500],
    ['profile', 403],
  ] as const)('it is away when its %s answers %d, and when nobody is there', async (at, status) => {
    const provider = open(name)
    const back = await comeBack(provider, '1001')
    fake.trouble(name, { at, status })
    await expect(provider.finish(back)).rejects.toThrow(ProviderAway)
    const gone = open(name, { standIn: 'http://127.0.0.1:1' })
    await expect(gone.finish(new Request(back.url, { headers: back.headers }))).rejects.toThrow(ProviderAway)
  })
})

test('who begins again and again is left with no more cookies than a request may carry', async () => {
  const jar = new Map<string, string>()
  for (let n = 0; n < 12; n++) {
    const Cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const begun = await open('google').begin(`state-${n}`, new Request(HERE, { headers: { Cookie } }))
    for (const line of begun.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/)
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    expect(jar.size).toBeLessThan(4)
    expect([...jar.values()].at(-1)).toContain(`state-${n}`)
  }
})

test('only what is set up is offered', () => {
  const setting = { backTo: () => HERE, cookie: 'oauth', secure: true }
  expect(openProviders({ google: undefined, github: undefined, standIn: undefined }, setting).size).toBe(0)
  const real = openProviders({ google: { clientId: 'a', clientSecret: 'b' }, github: undefined, standIn: undefined }, setting)
  expect([...real.values()].map(({ origin }) => origin)).toEqual(['https://accounts.google.com'])
})
