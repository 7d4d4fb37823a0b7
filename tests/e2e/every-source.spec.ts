import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, normalize } from 'node:path'
import { expect, test } from '@playwright/test'
import { inputOf, type Place, place } from '#workers/perform/clips.ts'
import { performEncodeVideo } from '#workers/perform/encode-video.ts'
import { CORPUS, made } from '../media/corpus.ts'

// What comes out of the encoder is played by hls.js alone, without our player around it.

const PLAYER = createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js')
const PAGE = `<!doctype html><video muted playsinline></video><script src="/hls.js"></script><script>
  const hls = new Hls()
  hls.on(Hls.Events.ERROR, (_, error) => { if (error.fatal) document.title = error.details })
  hls.loadSource('/master.m3u8')
  hls.attachMedia(document.querySelector('video'))
</script>`

async function served(folder: string): Promise<{ server: Server; origin: string }> {
  const server = createServer(async (request, response) => {
    const path = normalize(request.url ?? '/')
    const body = path === '/' ? PAGE : await readFile(path === '/hls.js' ? PLAYER : join(folder, path)).catch(() => undefined)
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': path === '/' ? 'text/html' : 'application/octet-stream' })
    response.end(body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  return { server, origin: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` }
}

let clips: string
let here: Place
test.beforeEach(async () => {
  clips = await mkdtemp(join(tmpdir(), 'every-source-'))
  here = await place()
})
test.afterEach(async () => {
  await here.remove()
  await rm(clips, { recursive: true, force: true })
})

const FILMS = [
  { name: 'portrait by a rotation flag, in two rungs', shape: 480 / 854 },
  { name: 'six channels of sound', shape: 16 / 9 },
  { name: 'sound that begins late, by an edit list', shape: 16 / 9 },
]

for (const { name, shape } of FILMS) {
  test(`${name}: plays in its shape, with its sound @full`, async ({ page }) => {
    const source = CORPUS[name]
    if (!source) throw new Error(`${name} is not in the corpus`)
    await performEncodeVideo(inputOf(await made(source, clips), here.sink), here.attempt)
    const { server, origin } = await served(here.sink)
    await page.goto(origin)
    const film = () =>
      page.evaluate(async () => {
        const video = document.querySelector('video')
        if (!video) return undefined
        await video.play().catch(() => undefined)
        const heard = Number(Reflect.get(video, 'webkitAudioDecodedByteCount'))
        return { at: video.currentTime, shape: video.videoWidth / video.videoHeight, heard, length: video.duration }
      })
    await expect.poll(async () => (await film())?.at ?? 0, { timeout: 60_000 }).toBeGreaterThan(2)
    const seen = await film()
    expect(seen?.shape).toBeCloseTo(shape, 1)
    // Mostly silence, which takes few bytes.
    expect(seen?.heard).toBeGreaterThan(500)
    expect(Math.abs((seen?.length ?? 0) - source.seconds)).toBeLessThan(0.3)
    expect(await page.title()).toBe('')
    await new Promise((closed) => server.close(closed))
  })
}
