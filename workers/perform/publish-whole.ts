import { writeFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { playlistPath, posterPath } from './encode.ts'
import { iFramesOf, masterPlaylist, measured, type Variant } from './master.ts'
import type { VideoPlan } from './plan.ts'
import { iFramePlaylist, lengthOf, mediaPlaylist } from './playlists.ts'
import type { FinishedFile, Sink } from './sink.ts'
import { storyboardFiles } from './storyboard.ts'

export interface Whole {
  readonly workDir: string
  readonly plan: VideoPlan
  readonly variants: readonly Variant[]
  readonly keyUri: string | undefined
}

/**
 * What is not a segment, once all segments have left; the master playlist last: who finds it finds everything. Answers the bytes, and
 * whether there is a storyboard.
 */
export async function publishWhole(whole: Whole, sink: Sink, signal: AbortSignal): Promise<{ bytes: number; storyboard: boolean }> {
  const { workDir, plan, variants, keyUri } = whole
  for (const { name, segments } of variants) await writeFile(playlistPath(workDir, name), mediaPlaylist(segments, plan.rate, true, keyUri))
  const rest = [...plan.rungs.map(({ name }) => playlistPath(workDir, name)), posterPath(workDir)]
  const sizes = await sink.publish(rest.map((path) => named(workDir, path)))

  const filmed = Math.max(...variants.map(({ segments }) => lengthOf(segments)))
  const orWithout = (what: string, files: () => Promise<FinishedFile[]>) => publishedOrWithout(whole, what, signal, sink, files)
  const iFrames = await orWithout('playlists of key pictures', () => iFramePlaylists(whole))
  const storyboard = await orWithout('storyboard', () => storyboardFiles(workDir, plan, filmed))

  const master = join(workDir, 'master.m3u8')
  const rungs = variants.map(measured).map(({ iFrames: offered, ...rung }) => (iFrames && offered ? { ...rung, iFrames: offered } : rung))
  await writeFile(master, masterPlaylist(rungs, plan.rate))
  sizes.push(...(iFrames ?? []), ...(storyboard ?? []), ...(await sink.publish([named(workDir, master)])))
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), storyboard: storyboard !== undefined }
}

const named = (workDir: string, path: string): FinishedFile => ({ path, name: relative(workDir, path) })

/** Of rungs whose segments each begin with a key picture that can be had alone. */
async function iFramePlaylists({ workDir, plan, variants }: Whole): Promise<FinishedFile[]> {
  const files: FinishedFile[] = []
  for (const variant of variants) {
    const iFrames = iFramesOf(variant)
    if (!iFrames) continue
    const path = join(workDir, variant.name, 'iframes.m3u8')
    await writeFile(path, iFramePlaylist(iFrames, plan.rate))
    files.push(named(workDir, path))
  }
  return files
}

/** What a film is whole without: its loss is told to the log, and nobody encodes for an hour again. Answers the bytes of each. */
async function publishedOrWithout(
  { workDir }: Whole,
  what: string,
  signal: AbortSignal,
  sink: Sink,
  files: () => Promise<FinishedFile[]>,
): Promise<number[] | undefined> {
  try {
    return await sink.publish(await files())
  } catch (error) {
    signal.throwIfAborted()
    console.error(`attempt ${basename(workDir)} goes on without ${what}:`, error)
    return undefined
  }
}
