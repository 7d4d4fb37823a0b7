import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { encodeVideo, resizeImage } from '#tenants/media/jobs.ts'
import type { Errand } from '#workers/transports/transport.ts'
import { aFilm } from './kit.ts'

export interface Errands {
  readonly folder: string
  /** An attempt at a small picture, at a text that calls itself one, or at a film that takes some seconds. */
  errand(of: 'picture' | 'text' | 'film', onProgress?: (share: number) => void): Errand & { readonly sink: string }
  remove(): Promise<void>
}

/** Width of the film. */
export const FILM_WIDTH = 640

/** Real work for transports. */
export async function errands(): Promise<Errands> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-errands-'))
  const source = { picture: join(folder, 'picture.jpg'), text: join(folder, 'text.jpg'), film: '' }
  const picture = sharp({ create: { width: 400, height: 300, channels: 3, background: '#2a6' } }).jpeg()
  await writeFile(source.picture, await picture.toBuffer())
  await writeFile(source.text, 'no picture at all')
  source.film = await aFilm(folder, { seconds: 150, size: `${FILM_WIDTH}x360` })
  let count = 0
  return {
    folder,
    errand(of, onProgress = () => undefined) {
      const id = `school_1-${++count}-1`
      const sink = join(folder, `sink-${count}`)
      const contract = of === 'film' ? encodeVideo : resizeImage
      const input = {
        source: { kind: 'file', path: source[of] },
        sink: { kind: 'directory', path: sink },
        ...(of === 'film' ? {} : { widths: [100] }),
      }
      return {
        id,
        kind: contract.name,
        weight: of === 'film' ? 'heavy' : 'light',
        size: 'small',
        input,
        silenceMs: contract.silenceMs,
        onProgress,
        sink,
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
