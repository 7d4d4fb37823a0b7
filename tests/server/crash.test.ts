import { join } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import { type Crashes, crashes } from './crashes.ts'

let scene: Crashes
beforeAll(async () => {
  scene = await crashes()
})
afterAll(() => scene.remove())

test('a server killed at any moment of an encode makes the video ready exactly once', { timeout: 800_000 }, async () => {
  const { server } = scene
  await scene.survive(
    process.env.LECTERN_FULL ? 20 : 5,
    () => server.end('SIGKILL'),
    () => server.boot(),
  )
  await scene.expectQuiet([join(server.dataDir, 'work')])
})
