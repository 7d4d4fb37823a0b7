import { urls } from '#app/urls.ts'
import type { Picture, SchoolFace } from '#tenants/site/pages.ts'
import type { MarkOf } from './ui/mark.tsx'

/** What `Cover` needs of a prepared picture; `origin` where the page is not on the school's own host. */
export function coverPicture(picture: Picture | null, alt = '', origin = ''): { src: string; srcSet: string; alt: string } | null {
  const widest = picture?.widths.at(-1)
  if (!picture || widest === undefined) return null
  const at = (width: number) => origin + urls.school.picture(picture.assetId, width)
  return {
    src: at(picture.widths.find((width) => width >= 640) ?? widest),
    srcSet: picture.widths.map((width) => `${at(width)} ${width}w`).join(', '),
    alt,
  }
}

/** What `Mark` needs of a school; `origin` where the page is not on the school's own host. */
export const markOf = ({ name, logo, logoDark }: SchoolFace, origin = ''): Required<MarkOf> => ({
  name,
  logo: coverPicture(logo, '', origin)?.src ?? null,
  logoDark: coverPicture(logoDark, '', origin)?.src ?? null,
  logoRatio: logo?.ratio ?? 1,
})
