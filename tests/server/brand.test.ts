import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { letterLogoPath } from '#tenants/mail/letter-look.ts'
import { changeBrand } from '#tenants/site/brand.ts'
import { LOOKS } from '#tenants/site/looks.ts'
import { type Twin, type Twins, twins } from '#tests/isolation/kit/twins.ts'
import type { TestServer } from '#tests/setup/server.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  const [, gallery, studio] = LOOKS
  await changeBrand(pair.a.tenant, pair.a.owner.id, { ...studio!, accent: '#b3261e' })
  await changeBrand(pair.b.tenant, pair.b.owner.id, { ...gallery!, accent: '#1f3fae' })
  server = await pair.server()
})
afterAll(() => pair.close())

const ask = ({ slug }: Twin, path: string) => server.ask(server.host(slug), path)
const home = async (twin: Twin) => (await ask(twin, '/')).text
const found = (html: string, pattern: RegExp): string => pattern.exec(html)?.[1] ?? ''
const appleIcon = async (twin: Twin) => found(await home(twin), /<link rel="apple-touch-icon" href="([^"]+)"/)
const social = (html: string) => new URL(found(html, /<meta property="og:image" content="([^"]+)"/)).pathname
/** Which of red, green and blue there is most of. */
async function colourOf(picture: Buffer): Promise<number> {
  const means = (await sharp(picture).stats()).channels.slice(0, 3).map(({ mean }) => mean)
  return means.indexOf(Math.max(...means))
}
const RED = 0
const BLUE = 2

test('each school has icons of its own colour, in every size that is asked for, under an address that never changes', async () => {
  for (const [twin, colour] of [
    [pair.a, RED],
    [pair.b, BLUE],
  ] as const) {
    const manifest = await ask(twin, urls.school.manifest())
    expect(manifest.headers['content-type']).toContain('application/manifest+json')
    const { name, icons } = JSON.parse(manifest.text) as { name: string; icons: { src: string; sizes: string }[] }
    expect(name).toContain(twin.word)
    expect(icons.map(({ sizes }) => sizes)).toEqual(['192x192', '512x512'])
    const apple = await appleIcon(twin)
    for (const path of [...icons.map(({ src }) => src), apple]) {
      const { status, headers, body } = await ask(twin, path)
      expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'image/png', 'public, max-age=31536000, immutable'])
      expect(await sharp(body).metadata()).toMatchObject({ format: 'png', width: Number(/(\d+)\.png$/.exec(path)?.[1]) })
      expect(await colourOf(body), path).toBe(colour)
    }
    for (const unasked of ['/favicon.ico', '/apple-touch-icon.png']) expect(await colourOf((await ask(twin, unasked)).body)).toBe(colour)
  }
})

test('the address of one school’s icon or picture shows another school its own', async () => {
  for (const path of [await appleIcon(pair.a), social(await home(pair.a))]) {
    const elsewhere = await ask(pair.b, path)
    expect([elsewhere.status, elsewhere.headers['cache-control']]).toEqual([302, 'no-cache'])
    const { body } = await ask(pair.b, elsewhere.headers.location ?? '')
    expect(await colourOf(body)).toBe(BLUE)
  }
})

test('a shared link has a picture of 1200 by 630 in the school’s colour, and each course has one of its own', async () => {
  const course = (await ask(pair.a, urls.school.course(pair.rows.course.slug))).text
  const paths = [social(await home(pair.a)), social(course)]
  expect(new Set(paths).size).toBe(2)
  for (const path of paths) {
    const { status, body } = await ask(pair.a, path)
    expect(status).toBe(200)
    expect(await sharp(body).metadata()).toMatchObject({ format: 'jpeg', width: 1200, height: 630 })
  }
  expect((await ask(pair.a, urls.school.social('0123456789abcdef', 'no-such-course'))).status).toBe(404)
})

test('a page names the fonts of its school alone, and is held to its theme', async () => {
  const [a, b] = [await home(pair.a), await home(pair.b)]
  expect(a).toContain('Bricolage Grotesque Variable')
  expect(a).not.toContain('Playfair')
  expect(b).toContain('Playfair Display Variable')
  expect(b).not.toContain('Bricolage')
  expect(b).toContain('data-theme="light"')
  expect(a).not.toContain('data-theme')
  const font = found(b, /<link rel="preload" href="([^"]+playfair[^"]+\.woff2)"/)
  expect((await ask(pair.b, font)).headers['cache-control']).toContain('immutable')
})

test('a school without a logo has none for letters, whatever number is asked for', async () => {
  for (const twin of [pair.a, pair.b]) expect((await ask(twin, letterLogoPath('asset_1'))).status).toBe(404)
})

test('the platform has none of these', async () => {
  for (const path of [urls.school.manifest(), await appleIcon(pair.a), social(await home(pair.a))])
    expect((await server.ask(server.platform, path)).status, path).toBe(404)
})

test('changing the colour changes the next page, its icons and its pictures', async () => {
  const before = [await appleIcon(pair.a), social(await home(pair.a))]
  await changeBrand(pair.a.tenant, pair.a.owner.id, { ...LOOKS[0]!, accent: '#1f3fae' })
  const after = [await appleIcon(pair.a), social(await home(pair.a))]
  expect(after).not.toEqual(before)
  for (const path of after) expect(await colourOf((await ask(pair.a, path)).body)).toBe(BLUE)
  const stale = await ask(pair.a, before[0] ?? '')
  expect(stale.headers.location).toBe(after[0])
  const kept: string[] = []
  for await (const { key } of pair.a.tenant.files.list('brand/icons/')) kept.push(key.split('/')[2] ?? '')
  expect(new Set(kept)).toEqual(new Set([after[0]?.split('/')[2]]))
})
