import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import type { TestServer } from '../setup/server.ts'
import { aScene, enrolled, play, playedTo, signIn, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

// A film goes on on a television, which has no cookie of the student's: it is sent a link of its own.

const SENDER = fileURLToPath(new URL('../fakes/cast/sender.js', import.meta.url))
const SECONDS = 24
const RECEIVER = 'https://www.gstatic.com'

/** What a television does with an address: answers the seconds of film behind it, 0 where it is refused. */
async function watch(server: TestServer, address: string, headers: Record<string, string>): Promise<number> {
  const get = (url: URL) => server.ask(url.host, url.pathname, { headers })
  const uris = (playlist: string) => playlist.split('\n').filter((line) => line && !line.startsWith('#'))
  const [rung] = uris((await get(new URL(address))).text)
  if (!rung) return 0
  const at = new URL(rung, address)
  const { text: playlist } = await get(at)
  for (const segment of uris(playlist)) {
    const { status, body } = await get(new URL(segment, at))
    if (status !== 200 || body.length === 0) return 0
  }
  return [...playlist.matchAll(/#EXTINF:([\d.]+)/g)].reduce((sum, [, seconds]) => sum + Number(seconds), 0)
}

async function withTelevision(page: Page, server: TestServer, headers: Record<string, string>): Promise<string[]> {
  const shown: string[] = []
  await page.exposeFunction('television', async (address: string) => {
    const seconds = await watch(server, address, headers)
    if (seconds > 0) shown.push(address)
    return seconds
  })
  return shown
}

test('a film is cast to a television and goes on there, and nothing of Google’s is asked for before somebody wants it', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(120_000)
  const scene = await aScene(server)
  await withFilm((await newcomer()).page, scene, { seconds: SECONDS })
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  const shown = await withTelevision(page, server, { Origin: RECEIVER })
  const asked: string[] = []
  // Without a head it is no Chrome that says so.
  await page.addInitScript(() => Object.assign(window, { chrome: {} }))
  await page.route(`${RECEIVER}/**`, (route) => {
    asked.push(route.request().url())
    return route.fulfill({ path: SENDER, contentType: 'text/javascript' })
  })
  await signIn(page, scene.school, 'ines@school.test')
  await play(page, scene)
  expect(asked).toEqual([])
  await page.keyboard.press('5')
  await expect.poll(() => playedTo(page)).toBeGreaterThan(SECONDS / 2)
  await page.mouse.move(300, 200)
  await page.getByRole('button', { name: 'Play on a television (Google Cast)' }).click()
  await expect(page.getByText('Playing on Living room')).toBeVisible()
  expect(asked).toHaveLength(1)
  await expect.poll(() => shown).toHaveLength(1)
  expect(new URL(shown[0] ?? '').origin).toBe(scene.school)
  // It goes on where it stood, and the clock of the page goes with it.
  await expect(page.getByText(/^0:(1[3-9]|2\d) \/ 0:24$/)).toBeAttached()
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeAttached()
  // The set is switched off: the page goes on by itself, from there.
  await page.evaluate(() => window.cast.framework.CastContext.getInstance().endCurrentSession(true))
  await expect(page.getByText('Playing on Living room')).toHaveCount(0)
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(SECONDS / 2)
})

test('a film is sent to a television by AirPlay', async ({ server, newcomer }) => {
  test.setTimeout(120_000)
  const scene = await aScene(server)
  await withFilm((await newcomer()).page, scene, { seconds: SECONDS })
  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  const shown = await withTelevision(page, server, {})
  // What WebKit adds to an element (Apple’s “Adding an AirPlay button”), as far as a page sees it.
  await page.addInitScript(() => {
    class Remote extends EventTarget {
      state = 'disconnected'
      async watchAvailability(tell: (available: boolean) => void) {
        tell(true)
        return 1
      }
    }
    const remotes = new WeakMap<object, Remote>()
    Object.assign(window, { WebKitPlaybackTargetAvailabilityEvent: Event })
    Object.defineProperty(HTMLMediaElement.prototype, 'remote', {
      get(this: object) {
        const remote = remotes.get(this) ?? new Remote()
        remotes.set(this, remote)
        return remote
      },
    })
    Object.assign(HTMLMediaElement.prototype, {
      async webkitShowPlaybackTargetPicker(this: HTMLVideoElement) {
        const { television } = window as unknown as { television: (address: string) => Promise<number> }
        if (!(await television(this.querySelector('source')?.src || this.currentSrc))) return
        const remote = remotes.get(this)
        if (remote) remote.state = 'connected'
        remote?.dispatchEvent(new Event('connect'))
      },
    })
  })
  await signIn(page, scene.school, 'ines@school.test')
  await play(page, scene)
  await page.mouse.move(300, 200)
  await page.getByRole('button', { name: 'Play on a television (AirPlay)' }).click()
  await expect(page.getByText('Playing on a television')).toBeVisible()
  expect(shown).toHaveLength(1)
  expect(shown[0]).toMatch(/\/master\.m3u8$/)
})
