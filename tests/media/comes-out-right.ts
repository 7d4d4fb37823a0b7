import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { encodeVideo } from '#tenants/media/jobs.ts'
import { LADDER } from '#tenants/media/ladder.ts'
import { inputOf, keyframes, look, place } from '#workers/perform/clips.ts'
import { performEncodeVideo } from '#workers/perform/encode-video.ts'
import { made, type Source } from './corpus.ts'
import { violations } from './hls-rules.ts'
import { folder } from './ladder.ts'
import { marksIn, SQUARE, squareIn } from './marks.ts'
import { readMedia } from './playlists.ts'
import { readTransportStream } from './transport-stream.ts'

/**
 * Rules that the product breaks knowingly: a key frame comes every six seconds (Apple 1.13),
 * ffmpeg's transport streams name their service before their program (RFC 8216 3.2), a source keeps its own odd rate (1.18), and
 * the target duration is told before the first segment, with room for a frame: at a few frames a second that is a second more (7.5).
 */
const KNOWN = [/^should Apple 1\.13$/, /^should RFC 8216 3\.2$/, /^should Apple 1\.18$/, /^should Apple 7\.5$/]
/** Issue: a source below 360p gets one rung. */
const ALONE = /^must Apple 9\.9$/

/** Seconds up to which a film is listened to as a whole. */
const LONG = 120

const segmentName = (nth: number) => `${String(nth).padStart(5, '0')}.ts`

/** Seconds; what people begin to notice. */
const SYNC = 0.04

type Rendition = Awaited<ReturnType<typeof encode>>['renditions'][number]

const encode = async (path: string, here: Awaited<ReturnType<typeof place>>) =>
  encodeVideo.output.parse(await performEncodeVideo(inputOf(path, here.sink), here.attempt))

/** Makes a source, encodes it, and looks at everything that came out. */
export async function comesOutRight(source: Source, clips: string): Promise<void> {
  const here = await place()
  try {
    const out = await encode(await made(source, clips), here)
    const { renditions } = out
    const playlist = ({ name }: Rendition) => join(here.sink, name, 'index.m3u8')

    expect(renditions.map(({ name, width, height }) => `${name} ${width}x${height}`)).toEqual(source.rungs)
    expect(out.hasAudio).toBe(source.channels > 0)
    expect(Math.abs(out.seconds - source.seconds)).toBeLessThan(0.2)
    neverAbove(out)

    const broken = (await violations(folder(here.sink))).filter(({ level, cites }) => {
      const rule = `${level} ${cites}`
      return !KNOWN.some((known) => known.test(rule)) && !(renditions.length === 1 && ALONE.test(rule))
    })
    expect(broken).toEqual([])

    await cutAtSix(renditions.map(playlist))
    for (const rendition of renditions) {
      await upright(playlist(rendition), rendition)
      await said(join(here.sink, rendition.name, '00000.ts'), source)
    }
    const last = renditions.at(-1)
    if (last && source.seconds <= LONG) await inSync(playlist(last), source)
    // Of hours the beginning and the end: a drift would have added up there. Each segment begins with a multiple of six seconds.
    else if (last)
      for (const nth of [0, last.segments - 1]) await inSync(join(here.sink, last.name, segmentName(nth)), { ...source, seconds: 6 })
    if (source.channels > 0) await coversPictures(here.sink, renditions)
  } finally {
    await here.remove()
  }
}

/** Half of a pixel is made whole, never more. */
function neverAbove({ renditions, width, height }: Awaited<ReturnType<typeof encode>>): void {
  for (const rung of renditions) {
    expect(rung.width).toBeLessThanOrEqual(width)
    expect(rung.height).toBeLessThanOrEqual(height)
  }
  if (Math.min(width, height) < Math.min(...LADDER.map(({ shortSide }) => shortSide))) {
    expect(renditions).toHaveLength(1)
    expect(Math.abs((renditions[0]?.height ?? 0) - height)).toBeLessThan(2)
  }
}

async function cutAtSix(playlists: readonly string[]): Promise<void> {
  const first = await keyframes(playlists[0] ?? '')
  for (const path of playlists) {
    const { segments } = readMedia(await readFile(path, 'utf8'))
    for (const { seconds } of segments.slice(0, -1)) expect(Math.abs(seconds - 6)).toBeLessThanOrEqual(0.5)
    expect(segments.at(-1)?.seconds).toBeLessThanOrEqual(6.5)
    expect(await keyframes(path)).toEqual(first)
    expect(first).toHaveLength(segments.length)
  }
}

/** The square stands where it was drawn, and is one. */
async function upright(path: string, { width, height }: Rendition): Promise<void> {
  const square = await squareIn(path, width, height)
  const side = Math.min(width, height) * SQUARE.side
  // Colours have half the pixels, and edges are soft.
  for (const [is, meant] of [
    [square.left, width * SQUARE.x],
    [square.top, height * SQUARE.y],
    [square.width, side],
    [square.height, side],
  ] as const)
    expect(Math.abs(is - meant)).toBeLessThanOrEqual(4)
}

async function said(segment: string, { channels, rate }: Source): Promise<void> {
  const [num = 0, den = 1] = (await look(segment, 'stream=r_frame_rate', '-select_streams', 'v'))[0]?.split('/').map(Number) ?? []
  expect(num / den).toBeCloseTo(rate, 2)
  const sound = await look(segment, 'stream=channels', '-select_streams', 'a')
  expect(new Set(sound)).toEqual(new Set(channels ? [`${channels}`] : []))
}

async function inSync(path: string, source: Source): Promise<void> {
  const { flashes, beeps } = await marksIn(path, { sound: source.channels > 0 })
  const { seconds, silentUntil = 0 } = source
  const every = Array.from({ length: Math.floor(seconds / 2) }, (_, nth) => 1 + nth * 2)
  const moments = (source.moments ?? every).filter((moment) => moment < seconds - 0.5)
  expect(flashes).toHaveLength(moments.length)
  const heard = (moment: number) => beeps.find((beep) => Math.abs(beep - moment) < 0.5)
  for (const [nth, moment] of moments.entries()) {
    const flash = flashes[nth] ?? Number.NaN
    // A variable rate may have dropped the very frame.
    expect(Math.abs(flash - moment)).toBeLessThanOrEqual(0.05)
    if (source.channels === 0 || moment < silentUntil) expect(heard(moment)).toBeUndefined()
    else expect(Math.abs((heard(moment) ?? Number.NaN) - flash)).toBeLessThanOrEqual(SYNC)
  }
}

/** A player that finds no sound at the beginning or the end of what it shows waits for it. */
async function coversPictures(sink: string, renditions: readonly Rendition[]): Promise<void> {
  for (const { name, segments } of renditions) {
    const stream = async (nth: number) => readTransportStream(await readFile(join(sink, name, segmentName(nth))))
    const [first, last] = [await stream(0), await stream(segments - 1)]
    const begins = (first.sounds[0]?.pts ?? Number.NaN) - Math.min(...first.pictures.map(({ pts }) => pts))
    expect(Math.abs(begins)).toBeLessThan(0.05)
    const sound = last.sounds.at(-1)
    const ends = (sound?.pts ?? Number.NaN) + (sound?.seconds ?? Number.NaN) - Math.max(...last.pictures.map(({ pts }) => pts))
    expect(ends).toBeGreaterThan(-0.05)
  }
}
