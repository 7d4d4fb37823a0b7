import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { type Perform, PermanentFailure } from '#tenants/jobs/contract.ts'
import type { resizeImage } from '#tenants/media/jobs.ts'
import { sizeOfSource } from './failures.ts'
import { sinkOf } from './sink.ts'
import { sourceFile } from './source.ts'

// libvips decides by content, not by name. Only these loaders are left: an SVG can name other files, and a few more open anything.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Tiff', 'Nsgif'].map((loader) => `VipsForeignLoad${loader}`),
})

const MAX_PIXELS = 50_000_000
/** The longest side WebP can name. */
const WEBP_SIDE = 16_383
const QUALITY = 82

/** Makes the web sizes of one picture; see the contract for what lands where and for the failure codes. */
export const performResizeImage: Perform<typeof resizeImage> = async (input, attempt) => {
  const source = await sourceFile(input.source, attempt)
  const sink = sinkOf(input.sink, attempt.signal, () => undefined)
  await sizeOfSource(source)
  const open = () => sharp(source, { limitInputPixels: MAX_PIXELS, failOn: 'error' }).autoOrient()

  const { width, height } = await decoded(async () => (await open().metadata()).autoOrient)
  if (width * height > MAX_PIXELS) throw tooLarge(`${width}x${height}`)
  const widest = Math.max(1, Math.min(width, WEBP_SIDE, Math.floor((WEBP_SIDE * width) / height)))
  const fitting = [...new Set(input.widths.filter((wanted) => wanted <= widest))].sort((a, b) => a - b)

  const variants = []
  for (const wanted of fitting.length ? fitting : [widest]) {
    attempt.signal.throwIfAborted()
    attempt.progress(variants.length / Math.max(1, fitting.length))
    // sharp drops metadata and converts to sRGB unless told otherwise.
    const { data, info } = await decoded(() =>
      open().resize({ width: wanted }).webp({ quality: QUALITY }).toBuffer({ resolveWithObject: true }),
    )
    const name = `${wanted}.webp`
    const path = join(attempt.workDir, name)
    await writeFile(path, data)
    await sink.publish([{ path, name }])
    variants.push({ name, width: info.width, height: info.height, bytes: data.length })
  }
  attempt.progress(1)
  return { width, height, variants }
}

/** Files are read and written outside of this, so what fails in here is the picture. */
async function decoded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw /pixel limit/i.test(message) ? tooLarge(message) : new PermanentFailure('media.not_image', message)
  }
}

const tooLarge = (what: string) => new PermanentFailure('media.image_too_large', `${what}; the limit is ${MAX_PIXELS} pixels`)
