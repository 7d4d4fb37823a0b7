import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, readFile, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { moveInto } from '#integrations/storage/durable.ts'
import { isCode } from '#lib/errno.ts'
import { playlistPath } from './encode.ts'
import { playlistEntries } from './playlists.ts'
import type { Sink } from './sink.ts'

/**
 * Moves one finished file from the work folder to where it belongs, so that readers see all of it or nothing and it outlives
 * a power cut. Answers its bytes.
 */
export async function publishFile(from: string, to: string): Promise<number> {
  const { size } = await stat(from)
  await sync(from)
  try {
    await moveInto(from, to)
  } catch (error) {
    if (!isCode(error, 'EXDEV')) throw error
    await moveAcross(from, to)
  }
  return size
}

/** Work folder and sink on two file systems: copy beside the goal, then rename there. */
async function moveAcross(from: string, to: string): Promise<void> {
  const beside = join(dirname(to), `.${process.pid}-arriving`)
  await mkdir(dirname(to), { recursive: true })
  try {
    await copyFile(from, beside)
    await sync(beside)
    await moveInto(beside, to)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  await rm(from)
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}

export class DiskFull extends Error {
  override readonly name = 'DiskFull'
}

export class SegmentDamaged extends Error {
  override readonly name = 'SegmentDamaged'
}

/** Bytes: several times what the ladder writes between two looks. */
const RESERVE = 32 * 1024 * 1024

/**
 * ffmpeg's HLS muxer ends with code 0 when the disk ran full and leaves torn segments, so the work folder must never get there.
 * @throws DiskFull when less than `reserve` bytes are left
 */
export async function refuseFullDisk(folder: string, reserve = RESERVE): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < reserve) throw new DiskFull(`${bavail * bsize} bytes are left for ${folder}`)
}

/** MPEG-TS is whole packets of 188 bytes; a torn write almost never ends on one. */
async function refuseTorn(path: string): Promise<void> {
  const { size } = await stat(path)
  if (size === 0 || size % 188 !== 0) throw new SegmentDamaged(`${path} has ${size} bytes`)
}

export interface SegmentPublisher {
  /** Publishes what ffmpeg has closed by now, everything once it has `ended`, and then what `grown` does. Calls that overlap join the one under way. */
  sweep(ended?: boolean): Promise<void>
  /** Resolves when no sweep is under way any more, however it ended. */
  settled(): Promise<unknown>
  /** Bytes of each published segment, by rung and by the segment's name. */
  readonly published: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** What ffmpeg has closed and put into its own playlist. */
async function notedIn(workDir: string, rung: string): Promise<string[]> {
  const path = playlistPath(workDir, rung)
  return existsSync(path) ? playlistEntries(await readFile(path, 'utf8')).map(({ name }) => name) : []
}

export interface SegmentListener {
  /** The first segment of a rung, before it leaves. */
  first(rung: string, path: string): Promise<void>
  /** Each segment as ffmpeg made it, before it is sealed and leaves. */
  each?(rung: string, name: string, path: string): Promise<void>
  /** Makes of a closed segment what leaves in its place, and answers where that is. Without it the segment itself leaves. */
  readonly seal?: ((path: string) => Promise<string>) | undefined
  /** Whatever was closed has left. */
  grown(): Promise<void>
}

/**
 * Watches the rungs' folders in `workDir`. A segment is closed when ffmpeg's own playlist names it or a later one is begun,
 * whichever is seen first: some put the next one on the disk only when it is whole. The rename of hls_flags temp_file would
 * tell the same, but ffmpeg 4.1 does not always do it. */
export function segmentPublisher(
  workDir: string,
  sink: Sink,
  rungs: readonly string[],
  { first, each, seal, grown }: SegmentListener,
): SegmentPublisher {
  const published = new Map(rungs.map((rung) => [rung, new Map<string, number>()]))
  let underWay: Promise<void> | undefined

  async function pass(ended: boolean): Promise<void> {
    await refuseFullDisk(workDir)
    for (const [rung, sizes] of published) {
      const begun = (await readdir(join(workDir, rung))).filter((name) => /\.ts(\.tmp)?$/.test(name)).sort()
      const noted = new Set(await notedIn(workDir, rung))
      const closed = begun.filter((name, at) => name.endsWith('.ts') && (ended || at < begun.length - 1 || noted.has(name)))
      const files = closed.map((name) => ({ path: join(workDir, rung, name), name: `${rung}/${name}` }))
      for (const { path } of files) await refuseTorn(path)
      const [earliest] = files
      if (sizes.size === 0 && earliest) await first(rung, earliest.path)
      for (const [nth, { path }] of files.entries()) await each?.(rung, closed[nth] ?? '', path)
      const leaving = seal ? await Promise.all(files.map(async ({ path, name }) => ({ path: await seal(path), name }))) : files
      const bytes = await sink.publish(leaving)
      closed.forEach((name, nth) => {
        sizes.set(name, bytes[nth] ?? 0)
      })
    }
    if (!ended) await grown()
  }

  return {
    published,
    sweep(ended = false) {
      underWay ??= pass(ended).finally(() => {
        underWay = undefined
      })
      return underWay
    },
    settled: () => Promise.allSettled([underWay]),
  }
}
