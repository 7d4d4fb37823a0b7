import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Request } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { s3Storage } from '#integrations/storage/s3.ts'
import { PART_BYTES } from '#tenants/media/upload.ts'
import { aFilm } from '../setup/kit.ts'
import { gateway, TestS3 } from '../setup/s3.ts'
import { freePort, TestServer } from '../setup/server.ts'
import { aScene, enrolled, FILM_INPUT, play, signIn, takenOver, withFilm } from './scene.ts'
import { test as base, expect } from './setup.ts'

// A server whose files are in a bucket, on another origin than any page: what the browser sends there, and what it may.

const binary = gateway()

const test = base.extend<object, { s3: TestS3; port: number }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  port: [async ({}, use) => use(await freePort()), { scope: 'worker' }],
  s3: [
    async ({ port }, use) => {
      const s3 = await TestS3.start(binary ?? '', [`http://localhost:${port}`, `http://*.localhost:${port}`])
      await use(s3)
      await s3.remove()
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ s3, port }, use) => {
      const server = await TestServer.start({ port, env: { HOST: '0.0.0.0', ...s3.env } })
      await use(server)
      await server.remove()
    },
    { scope: 'worker' },
  ],
})

const partOf = (request: Request) => Number(new URL(request.url()).searchParams.get('partNumber'))

if (binary) {
  test('a film goes to the bucket in parts with their checksums, after a reload only those that are missing, and none to the app', async ({
    server,
    s3,
    newcomer,
  }) => {
    const scene = await aScene(server)
    const folder = await mkdtemp(join(tmpdir(), 'lectern-s3-film-'))
    const file = await aFilm(folder, { seconds: 2, name: 'dyeing.mp4' })
    // A box that players pass over makes it three parts.
    const padding = Buffer.alloc(2 * PART_BYTES)
    padding.writeUInt32BE(padding.length, 0)
    padding.write('free', 4, 'latin1')
    await appendFile(file, padding)

    const { context, page } = await newcomer()
    const sent: Request[] = []
    const taken: number[] = []
    page.on('request', (request) => request.method() === 'PUT' && sent.push(request))
    page.on('response', (answer) => answer.request().method() === 'PUT' && answer.ok() && taken.push(partOf(answer.request())))
    const stored = () => [...taken].sort()
    await signIn(page, scene.platform, scene.owner.email)
    const open = async () => {
      await page.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, scene.lessons[0]?.id ?? ''))
      await takenOver(page)
    }
    await open()
    await page.getByRole('button', { name: 'Video', exact: true }).click()
    // Not page.route: it answers preflights itself, and the bucket's own rules are what is tried here.
    const network = await context.newCDPSession(page)
    await network.send('Network.enable')
    await network.send('Network.setBlockedURLs', { urls: ['*partNumber=2&*'] })
    await page.locator(FILM_INPUT).setInputFiles(file)
    await expect.poll(stored).toEqual([1, 3])

    await network.send('Network.setBlockedURLs', { urls: [] })
    await open()
    await expect(page.getByText(/Choose dyeing\.mp4 again to continue: \d+ % is stored\./)).toBeVisible()
    await page.locator(FILM_INPUT).setInputFiles(file)
    await expect.poll(stored).toEqual([1, 2, 3])

    expect([...new Set(sent.map((request) => new URL(request.url()).origin))]).toEqual([s3.origin])
    for (const request of sent) expect(request.headers()['x-amz-checksum-sha256']).toMatch(/^[A-Za-z0-9+/]{43}=$/)
    const bucket = await s3Storage(s3.settings)
    const sources = async () => {
      const sizes: number[] = []
      for await (const { key, size } of bucket.list('schools/')) if (key.endsWith('/source')) sizes.push(size)
      return sizes
    }
    await expect.poll(sources).toEqual([(await stat(file)).size])
    await rm(folder, { recursive: true })
  })

  test('a film sent to the bucket is prepared through the broker and watched out of the bucket, by links given one by one @full', async ({
    server,
    s3,
    newcomer,
  }) => {
    const scene = await aScene(server)
    await enrolled(scene, 'ines@school.test')
    const { page: staff } = await newcomer()
    await withFilm(staff, scene, { seconds: 8 })
    expect(existsSync(join(server.dataDir, 'files')), 'no media lie in the data folder').toBe(false)

    const { page } = await newcomer()
    const media: string[] = []
    page.on('response', (answer) => {
      const { origin, pathname } = new URL(answer.url())
      const kind = /\.(m3u8|ts)$/.exec(pathname)?.[1]
      if (kind) media.push(`${kind} of the ${origin === s3.origin ? 'bucket' : 'app'}${answer.status() === 302 ? ': a link' : ''}`)
    })
    await signIn(page, scene.school, 'ines@school.test')
    await play(page, scene)
    expect([...new Set(media)].sort()).toEqual(['m3u8 of the app', 'ts of the app: a link', 'ts of the bucket'])
  })
}
