import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { clip, ffmpeg, type Place, place, processesNaming } from './clips.ts'
import { runFfmpeg } from './command.ts'
import { encodeLadder } from './encode.ts'
import { type Limits, memoryLimit, timeLimit, whenOver } from './limits.ts'
import { planVideo } from './plan.ts'
import { probe } from './probe.ts'
import { localSource } from './source.ts'
import { pidFile } from './stray.ts'

const MIB = 1024 ** 2

let here: Place
beforeEach(async () => {
  here = await place()
})
afterEach(() => here.remove())

/** Encodes as a job does; answers why it did not come to its end. */
async function ladderOf(path: string, limits: Limits): Promise<unknown> {
  const { workDir, signal } = here.attempt
  const source = await localSource(path, signal)
  const { video } = await probe(source)
  return encodeLadder(
    { source, video: video!, audio: undefined, plan: planVideo(video!, 1), workDir, maxSeconds: 60_000 },
    { signal, limits, pidFile: pidFile(workDir) },
  ).catch((error) => error)
}

test.runIf(process.platform === 'linux')('an hour without a frame costs no memory: it is filled one frame at a time', async () => {
  const bomb = join(here.root, 'bomb.mkv')
  await ffmpeg(
    `-f lavfi -i testsrc=size=1280x720:rate=60:duration=0.5 -vf setpts=if(gte(N\\,29)\\,PTS+3600/TB\\,PTS) -vsync passthrough -c:v libx264 -preset ultrafast -pix_fmt yuv420p`,
    bomb,
  )
  let most = 0
  const watch = setInterval(async () => {
    const [pid] = await processesNaming(`${here.attempt.workDir}/`)
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    most = Math.max(most, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024)
  }, 250)
  // Filling the hour takes longer than this.
  expect(await ladderOf(bomb, { bytes: memoryLimit(), ms: 8_000 })).toMatchObject({ code: 'media.too_slow' })
  clearInterval(watch)
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThan(700 * MIB)
  expect(await processesNaming(here.root)).toEqual([])
})

test('an ffmpeg beyond its memory is ended, and the video is to blame', async () => {
  const source = await clip(join(here.root, 'large.mp4'), '1920x1080', 3)
  expect(await ladderOf(source, { bytes: 150 * MIB, ms: 60_000 })).toMatchObject({ name: 'PermanentFailure', code: 'media.too_heavy' })
  expect(await processesNaming(here.root)).toEqual([])
})

test('an ffmpeg beyond its time is ended, and the video is to blame', async () => {
  const { workDir, signal } = here.attempt
  const endless = runFfmpeg({
    ...{ source: { address: 'color=size=16x16:rate=1', waitedMs: () => 0 }, workDir, signal, pidFile: pidFile(workDir) },
    inputOptions: ['-re', '-format_whitelist', 'lavfi', '-f', 'lavfi'],
    ...{ limits: { bytes: memoryLimit(), ms: 300 }, outputs: [{ path: join(workDir, 'out'), options: ['-f', 'null'] }] },
  })
  await expect(endless).rejects.toMatchObject({ name: 'PermanentFailure', code: 'media.too_slow' })
  expect(await processesNaming(here.root)).toEqual([])
})

test('what ffmpeg waited for its source is not counted, however often it waits', () => {
  vi.useFakeTimers()
  try {
    let waited = 400
    const over = vi.fn()
    whenOver(1_000, () => waited, over)
    vi.advanceTimersByTime(900)
    waited += 500
    vi.advanceTimersByTime(500)
    waited += 300
    vi.advanceTimersByTime(399)
    expect(over).not.toHaveBeenCalled()
    vi.advanceTimersByTime(401)
    expect(over).toHaveBeenCalledOnce()
    const stop = whenOver(1_000, () => waited, over)
    stop()
    vi.advanceTimersByTime(5_000)
    expect(over).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
  }
})

test('the limits grow with the machine and the film', () => {
  expect(memoryLimit(16)).toBeGreaterThan(memoryLimit(2))
  expect(timeLimit(3600)).toBeGreaterThan(10 * 3600 * 1000)
})
