import { PICTURE_TYPES } from './picture-uploads.ts'

export interface PastedPictures {
  /** Their data came along. */
  readonly files: readonly File[]
  /** So many stand on another site, or in a program of the person's own. */
  readonly elsewhere: number
}

const DATA = /^data:(image\/[a-z]+);base64,(.+)$/is
/** Sites measure who reads them by pictures of one dot. */
const isDot = (image: Element) => ['width', 'height'].some((side) => /^[01](px)?$/.test(image.getAttribute(side) ?? ''))

/** The pictures of a paste. What our own editor copied names its files and needs none of this. */
export function pastedPictures(html: string): PastedPictures {
  if (!/<img\b/i.test(html) || /data-pm-slice/.test(html)) return { files: [], elsewhere: 0 }
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  const images = [...body.querySelectorAll('img:not([data-asset])')].filter((image) => !isDot(image))
  const files = images.flatMap((image) => fileOf(image.getAttribute('src') ?? '') ?? [])
  return { files, elsewhere: images.length - files.length }
}

function fileOf(address: string): File | undefined {
  const [, type = '', data = ''] = DATA.exec(address) ?? []
  if (!PICTURE_TYPES.split(',').includes(type)) return undefined
  try {
    const bytes = Uint8Array.from(atob(data.replace(/\s/g, '')), (character) => character.charCodeAt(0))
    return new File([bytes], `picture.${type.slice('image/'.length)}`, { type })
  } catch (error) {
    // No base64 at all: it counts among those that could not be taken.
    if (error instanceof DOMException) return undefined
    throw error
  }
}
