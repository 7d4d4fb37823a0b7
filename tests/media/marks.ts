import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { binaries } from '#workers/perform/ffmpeg.ts'

// Sources carry marks that can be found again in what comes out: a white flash and a beep at the same moments, every two seconds
// from the first second on, and a red square in the upper left that tells which way is up and whether the shape is right.

const run = promisify(execFile)

/** Seconds a flash and its beep last: longer than a frame of the slowest source that is looked at by its frames. */
const LASTS = 0.2
const during = `between(mod(t\\,2)\\,0.9995\\,${1 + LASTS})`

/** Where the red square is, as shares of the shown picture's width and height, and its side as a share of the shorter one. */
export const SQUARE = { x: 1 / 8, y: 1 / 8, side: 1 / 4 }

/** A lavfi source: a moving test picture without colours, with the marks. `width` and `height` as it is shown. */
export function picture(width: number, height: number, rate: string | number, seconds: number): string {
  const side = Math.round(Math.min(width, height) * SQUARE.side)
  const [x, y] = [Math.round(width * SQUARE.x), Math.round(height * SQUARE.y)]
  const red = `drawbox=x=${x}:y=${y}:w=${side}:h=${side}:color=red:t=fill`
  const dim = 'hue=s=0,lutyuv=y=val*0.6'
  return `testsrc2=size=${width}x${height}:rate=${rate}:duration=${seconds},${dim},${red},drawbox=color=white:t=fill:enable=${during}`
}

/** A lavfi source: a tone of one kilohertz at the same moments. */
export const beeps = (seconds: number, rate = 48_000) =>
  `aevalsrc=exprs=0.7*sin(2*PI*1000*t)*${during}:sample_rate=${rate}:duration=${seconds}`

export interface Heard {
  /** Seconds from the first picture on, at which a flash or a beep begins. */
  readonly flashes: readonly number[]
  readonly beeps: readonly number[]
}

const HEAD = 'pts_time:'

/** Decodes a playlist or a segment and finds the marks in it; the film's own timestamps are what counts. */
export async function marksIn(path: string, { sound = true } = {}): Promise<Heard> {
  const bright = 'scale=16:16:flags=area,format=gray,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-'
  const loud =
    'aresample=async=0,asetnsamples=n=240:p=0,astats=metadata=1:reset=1,ametadata=print:key=lavfi.astats.Overall.Peak_level:file=-'
  const measure = async (map: string, kind: string, filter: string) => {
    const args = ['-v', 'error', '-copyts', '-i', path, '-map', map, kind, filter, '-f', 'null', '-']
    const { stdout } = await run(binaries().ffmpeg, args, { maxBuffer: 512 * 1024 * 1024 })
    return valuesIn(stdout)
  }
  const pictures = await measure('0:v', '-vf', bright)
  const sounds = sound ? await measure('0:a', '-af', loud) : []
  const origin = pictures[0]?.[0] ?? 0
  const lights = pictures.map(([, value]) => value)
  return {
    flashes: beginnings(pictures, (Math.max(...lights) + Math.min(...lights)) / 2, origin),
    // Decibels below full scale.
    beeps: beginnings(sounds, -20, origin),
  }
}

/** Each frame's line with its time is followed by one with its value. */
function valuesIn(printed: string): [number, number][] {
  const values: [number, number][] = []
  let time = Number.NaN
  for (const line of printed.split('\n')) {
    const head = line.indexOf(HEAD)
    if (head >= 0) time = Number(line.slice(head + HEAD.length))
    else if (line.includes('=')) values.push([time, Number(line.slice(line.indexOf('=') + 1).replace('-inf', '-999'))])
  }
  return values
}

function beginnings(values: readonly [number, number][], threshold: number, origin: number): number[] {
  return values.flatMap(([time, value], at) => (value > threshold && !((values[at - 1]?.[1] ?? value) > threshold) ? [time - origin] : []))
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Where the red square is in the first picture, in pixels. */
export async function squareIn(path: string, width: number, height: number): Promise<Box> {
  const args = ['-v', 'error', '-i', path, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']
  const { stdout } = await run(binaries().ffmpeg, args, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 })
  return redIn(stdout, width, height)
}

/** The red part of a picture of three bytes a pixel. */
export function redIn(pixels: Uint8Array, width: number, height: number, bytes = 3): Box {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * bytes
      const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3)
      if (red - Math.max(green, blue) < 70) continue
      ;[left, right] = [Math.min(left, x), Math.max(right, x)]
      ;[top, bottom] = [Math.min(top, y), Math.max(bottom, y)]
    }
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 }
}
