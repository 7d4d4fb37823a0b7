import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A film to send: a moving picture with a tone. @param noise makes it large for its length: some 3 Mbit a second */
export async function aClip(size: string, seconds: number, { noise = false } = {}): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'clip-'))
  try {
    const path = join(folder, 'film.mp4')
    const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30:duration=${seconds}`]
    const tone = ['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}:sample_rate=48000`, '-c:a', 'aac']
    const large = noise ? ['-vf', 'noise=alls=40:allf=t', '-b:v', '3M'] : []
    await run('ffmpeg', [
      '-v',
      'error',
      ...picture,
      ...tone,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      ...large,
      path,
    ])
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
