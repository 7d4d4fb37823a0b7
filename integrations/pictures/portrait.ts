/** Pixels along a side; shown at 64 at most, on screens of up to four to one. */
const SIDE = 256
/** A phone's camera; browsers with script send far less. */
const MAX_PIXELS = 24_000_000

/** These bytes are no picture we read. */
export class PictureRefused extends Error {
  override readonly name = 'PictureRefused'
}

let library: ReturnType<typeof load> | undefined

/** Not before somebody sends a picture: a server that starts has many files to open. */
async function load() {
  const { default: sharp } = await import('sharp')
  // libvips decides by content, not by name, so what a visitor sends could ask for any of its loaders.
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp'].map((loader) => `VipsForeignLoad${loader}`) })
  return sharp
}

/** A small square WebP of a JPEG, PNG or WebP, upright and without what the camera wrote into it. @throws PictureRefused */
export async function portraitOf(bytes: Uint8Array): Promise<Buffer> {
  library ??= load()
  const sharp = await library
  try {
    return await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true })
      .autoOrient()
      .resize({ width: SIDE, height: SIDE, fit: 'cover' })
      .webp({ quality: 82 })
      .toBuffer()
  } catch (error) {
    throw new PictureRefused('not a JPEG, PNG or WebP that can be read', { cause: error })
  }
}
