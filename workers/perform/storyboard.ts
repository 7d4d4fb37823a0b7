import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FfmpegOutput } from './command.ts'
import type { VideoPlan } from './plan.ts'
import { asJpeg } from './poster.ts'
import type { FinishedFile } from './sink.ts'

// Small pictures of a film, for whoever moves along it: tiled into sheets, and a WebVTT file that says which is where.

/** Pictures of one sheet. A sheet is what a player fetches at once. */
const ACROSS = 5
const DOWN = 5
/** Beyond what the longest film needs: a file that says a second and goes on for hours makes no more. */
const MOST_SHEETS = 100

/**
 * The branch of the encoder's graph that makes the sheets, out of the smallest rung's pictures. Each picture stands for a stretch of the
 * film and is taken from the middle of it: `fps` rounds times to the nearest, so what it lets through last is just before half a stretch
 * more. Unlike a choice by `select` it fills a gap in the source with what is seen meanwhile.
 */
export function storyboardBranch(input: string, output: string, { storyboard }: VideoPlan): string {
  const steps = [
    `fps=fps=1000/${Math.round(storyboard.every * 1000)}:start_time=0:eof_action=pass`,
    asJpeg(storyboard),
    `tile=${ACROSS}x${DOWN}`,
    // One sheet a second, whatever the rate: outputs are made constant (see encodeLadder), and none may be shown twice.
    'settb=1',
    'setpts=N',
  ]
  return `[${input}]${steps.join(',')}[${output}]`
}

export const storyboardOutput = (label: string): FfmpegOutput => ({
  // Relative, for a percent sign in the work folder's own name would be part of the pattern.
  path: 'storyboard-%d.jpg',
  options: [
    ...['-map', `[${label}]`, '-r', '1', '-frames:v', `${MOST_SHEETS}`, '-c:v', 'mjpeg', '-q:v', '5'],
    ...['-f', 'image2', '-start_number', '0'],
  ],
})

const sheet = (nth: number) => `storyboard-${nth}.jpg`
const INDEX = 'storyboard.vtt'

export class StoryboardMissing extends Error {
  override readonly name = 'StoryboardMissing'
}

/**
 * Writes the index and answers what is to be published.
 * @param seconds of the film as it came out
 * @throws StoryboardMissing when ffmpeg left no sheets, or too few
 */
export async function storyboardFiles(workDir: string, { storyboard }: VideoPlan, seconds: number): Promise<FinishedFile[]> {
  // What is left of a stretch at the end has no picture of its own, unless it is most of one.
  const pictures = Math.min(Math.max(1, Math.floor(seconds / storyboard.every + 0.4)), MOST_SHEETS * ACROSS * DOWN)
  const sheets = Array.from({ length: Math.ceil(pictures / (ACROSS * DOWN)) }, (_, nth) => sheet(nth))
  const missing = sheets.find((name) => !existsSync(join(workDir, name)))
  if (missing) throw new StoryboardMissing(`${missing} was not made, of ${sheets.length}`)
  await writeFile(join(workDir, INDEX), storyboardIndex(storyboard, pictures, seconds))
  return [...sheets, INDEX].map((name) => ({ path: join(workDir, name), name }))
}

/** Where each picture is: a cue for its stretch, with the place on its sheet as a media fragment (W3C Media Fragments 4.2.2). */
export function storyboardIndex({ width, height, every }: VideoPlan['storyboard'], pictures: number, seconds: number): string {
  const cues = Array.from({ length: pictures }, (_, nth) => {
    const place = nth % (ACROSS * DOWN)
    const [x, y] = [(place % ACROSS) * width, Math.floor(place / ACROSS) * height]
    // The last one stands beyond the end, which a pointer at the very edge asks for.
    const until = nth === pictures - 1 ? Math.max(seconds, (nth + 1) * every) + 1 : (nth + 1) * every
    return `${clock(nth * every)} --> ${clock(until)}\n${sheet(Math.floor(nth / (ACROSS * DOWN)))}#xywh=${x},${y},${width},${height}\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
}

function clock(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`
}
