import { spawn } from 'node:child_process'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { binaries } from '#workers/perform/ffmpeg.ts'
import { cpuSeconds } from './process-facts.ts'
import { BenchFailed } from './report.ts'

/** Written out and not taken from the product, so that a change there shows in the figure. */
const RUNGS = [
  { name: '1080p', size: '1920:1080', level: '4.0', kbit: 5000 },
  { name: '720p', size: '1280:720', level: '3.1', kbit: 3000 },
  { name: '480p', size: '854:480', level: '3.1', kbit: 1500 },
  { name: '360p', size: '640:360', level: '3.0', kbit: 800 },
] as const

export interface Ladder {
  readonly seconds: number
  readonly cpuSeconds: number
  /** By rung: how many segments, and their bytes. */
  readonly rungs: Readonly<Record<string, { segments: number; bytes: number }>>
}

/**
 * The ladder as one would type it: one decode, each rung scaled from the source, the same encoder settings, HLS to disk, a frame
 * at a tenth of the film as the poster. It checks nothing, publishes nothing and remembers nothing.
 */
export async function typedByHand(film: string, folder: string): Promise<Ladder> {
  for (const { name } of RUNGS) await mkdir(join(folder, name), { recursive: true })
  const before = cpuSeconds(process.pid).children
  const begun = performance.now()
  await ffmpeg(['-v', 'error', '-nostdin', '-y', '-i', film, '-filter_complex', graph(), ...RUNGS.flatMap(output), ...POSTER], folder)
  const seconds = (performance.now() - begun) / 1000
  return { seconds, cpuSeconds: cpuSeconds(process.pid).children - before, rungs: await measured(folder) }
}

function graph(): string {
  const [top, ...lower] = RUNGS
  const outlets = [...lower.map(({ name }) => `[s${name}]`), '[sposter]'].join('')
  return [
    `[0:v]split=${RUNGS.length + 1}[v${top.name}]${outlets}`,
    ...lower.map(({ name, size }) => `[s${name}]scale=${size}:flags=bicubic[v${name}]`),
    '[sposter]trim=start=6:end=7,scale=1280:720[poster]',
  ].join(';')
}

const output = ({ name, level, kbit }: (typeof RUNGS)[number]): string[] => [
  ...['-map', `[v${name}]`, '-map', '0:a', '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-level', level],
  ...['-b:v', `${kbit}k`, '-maxrate', `${kbit * 1.07}k`, '-bufsize', `${kbit * 1.5}k`],
  ...['-g', '181', '-sc_threshold', '0', '-force_key_frames', 'expr:gte(t,n_forced*6)', '-c:a', 'aac', '-b:a', '128k'],
  ...['-f', 'hls', '-hls_time', '6', '-hls_playlist_type', 'vod', '-hls_flags', 'independent_segments'],
  ...['-hls_segment_filename', `${name}/%05d.ts`, `${name}/index.m3u8`],
]

const POSTER = ['-map', '[poster]', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '3', '-f', 'mjpeg', 'poster.jpg']

function ffmpeg(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const child = spawn(binaries().ffmpeg, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new BenchFailed(`the reference's ffmpeg ended with ${code}:\n${said}`))))
  })
}

async function measured(folder: string): Promise<Ladder['rungs']> {
  const rungs: Record<string, { segments: number; bytes: number }> = {}
  for (const { name } of RUNGS) {
    const segments = (await readdir(join(folder, name))).filter((file) => file.endsWith('.ts'))
    const sizes = await Promise.all(segments.map(async (file) => (await stat(join(folder, name, file))).size))
    rungs[name] = { segments: segments.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
  }
  return rungs
}
