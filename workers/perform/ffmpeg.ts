import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)

export interface Binaries {
  readonly ffmpeg: string
  readonly ffprobe: string
}

export class FfmpegMissing extends Error {
  override readonly name = 'FfmpegMissing'
  constructor(tool: string) {
    super(`${tool} was not found: install it on this machine, or let npm install the optional @ffmpeg-installer and @ffprobe-installer`)
  }
}

let found: Binaries | undefined

/** Paths of ffmpeg and ffprobe, looked for once a process. @throws FfmpegMissing */
export function binaries(): Binaries {
  found ??= findBinaries()
  return found
}

/** The system's own come first: they are newer and get security fixes; npm's are for machines without any. @throws FfmpegMissing */
export function findBinaries(searchPath = process.env.PATH ?? ''): Binaries {
  return {
    ffmpeg: onPath('ffmpeg', searchPath) ?? installed('ffmpeg'),
    ffprobe: onPath('ffprobe', searchPath) ?? installed('ffprobe'),
  }
}

function onPath(tool: string, searchPath: string): string | undefined {
  const name = process.platform === 'win32' ? `${tool}.exe` : tool
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return join(folder, name)
    } catch {
      // Not in this folder: the next one may have it, and FfmpegMissing tells when none has.
    }
  }
  return undefined
}

/** Optional dependencies: absent where npm was told to leave them out, so they cannot be imported statically. */
function installed(tool: 'ffmpeg' | 'ffprobe'): string {
  const require = createRequire(import.meta.url)
  try {
    return z.object({ path: z.string() }).parse(require(`@${tool}-installer/${tool}`)).path
  } catch {
    throw new FfmpegMissing(tool)
  }
}

/**
 * Containers that people upload and that hold their own media. What is absent on purpose opens other files or addresses
 * named inside the file: hls, dash, concat, image2, sdp, and everything that turns text into pictures (tty, subtitles).
 * Names as `ffmpeg -demuxers` prints them.
 */
const CONTAINERS = 'mov,matroska,webm,avi,flv,mpegts,mpeg,asf,ogg,mxf,wav,mp3,aac,flac,aiff,amr,ac3'

/** The largest picture that is decoded: 8K. Beyond it a small file would claim gigabytes of frames. */
export const MAX_PIXELS = 8192 * 4320

/**
 * Input options for every ffmpeg and ffprobe that opens what somebody uploaded: which containers, and which way bytes come. At an address of
 * this machine (loopback.ts) that is HTTP and no file at all; at a path, files and no address.
 */
export const guard = (address: string): readonly string[] => [
  // Not through a proxy that the machine's environment names.
  ...(address.startsWith('http:') ? ['-protocol_whitelist', 'http,tcp', '-http_proxy', ''] : ['-protocol_whitelist', 'file,pipe']),
  ...['-format_whitelist', CONTAINERS],
  // One allocation, in bytes: an 8K frame of 16 bits a sample fits, a forged table size does not.
  ...['-max_alloc', String(512 * 1024 * 1024)],
  ...['-max_pixels', String(MAX_PIXELS)],
]

/** Whether this ffmpeg was built with all of these filters. */
export async function hasFilters(...names: string[]): Promise<boolean> {
  const { stdout } = await run(binaries().ffmpeg, ['-hide_banner', '-filters'], { maxBuffer: 4 * 1024 * 1024 })
  const present = new Set(stdout.split('\n').map((line) => line.trim().split(/\s+/)[1]))
  return names.every((name) => present.has(name))
}
