import { paintedAccent } from '#lib/accent.ts'
import type { SchoolFace } from '#tenants/site/pages.ts'
import { iconPaths } from './school-drawings.server.ts'
import { schoolFaces } from './school-faces.server.ts'
import { schoolIcon } from './school-icon.ts'

/** What the head of every page on a school's host holds of its brand. */
export function schoolHead(face: SchoolFace) {
  const { css, preload } = schoolFaces(face.fonts)
  const [light, dark] = (['light', 'dark'] as const).map((theme) => paintedAccent(face.accent, theme).paper)
  return {
    faces: css,
    preload,
    icons: iconPaths(face),
    /** Drawn by ourselves, so it is safe; what people upload is never served as SVG. */
    drawnIcon: face.mark ? null : schoolIcon(face.name, face.accent),
    /** Of the browser's bar, by the theme of the page. */
    bar: face.theme === 'system' ? { light, dark } : { [face.theme]: face.theme === 'light' ? light : dark },
  }
}

export type SchoolHeadProps = ReturnType<typeof schoolHead>
