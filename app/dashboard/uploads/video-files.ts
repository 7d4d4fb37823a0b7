import { isAccepted } from '#app/ui/upload/drop-area.tsx'

/** What file dialogs show: some systems do not know Matroska as video. */
export const VIDEO_FILES = 'video/*,.mkv,.mov,.mp4,.m4v,.webm,.avi,.mts'

export interface FoundFile {
  readonly file: File
  /** Its way from what was chosen or dropped, its own name last: `Vat/01.mp4`. */
  readonly path: string
}

export interface Videos {
  /** In the order a person would put them. */
  readonly videos: readonly { readonly file: File; readonly title: string }[]
  /** Names of the files that are no videos. */
  readonly others: readonly string[]
  /** How many files systems keep for themselves, such as .DS_Store. */
  readonly hidden: number
}

/** Sorts out what was chosen: videos in the order of their names with numbers counted (2 before 10), each with a title. */
export function videosAmong(found: readonly FoundFile[]): Videos {
  const seen = found.filter(({ path }) => !isHidden(path))
  const videos = seen.filter(({ file }) => isAccepted(file, VIDEO_FILES)).sort((a, b) => inOrder(a.path, b.path))
  const titles = titlesOf(videos.map(({ file }) => file.name))
  return {
    videos: videos.map(({ file }, at) => ({ file, title: titles[at] ?? file.name })),
    others: seen.filter((one) => !videos.includes(one)).map(({ file }) => file.name),
    hidden: found.length - seen.length,
  }
}

const SYSTEM = new Set(['__macosx', 'thumbs.db', 'desktop.ini'])
const isHidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('.') || SYSTEM.has(part.toLowerCase()))

const natural = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Folder by folder, so that a name is never weighed against a part of another's folder. */
function inOrder(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const order = natural.compare(left[at] ?? '', right[at] ?? '')
    if (order !== 0) return order
  }
  return left.length - right.length
}

const LONGEST = 200
/** A number that counts, by its look: `01 `, `1.2 - `, `7_`. A year is none. */
const COUNTS = /^(?:0\d{1,2}|\d{1,3}(?:\.\d{1,3})+|\d{1,3}(?=\s*[-–—_.)]))[\s\-–—_.)]+/
/** A number in front, which counts when every file has one. */
const IN_FRONT = /^\d{1,3}(?:\.\d{1,3})*[\s\-–—_.)]+/

/** File names as a person would write them above a lesson: `01 - digging_madder.mp4` is “Digging madder”. */
export function titlesOf(names: readonly string[]): string[] {
  const bare = names.map((name) => name.replace(/(.)\.[a-z0-9]{2,4}$/i, '$1'))
  const counter = bare.length > 1 && bare.every((name) => IN_FRONT.test(name)) ? IN_FRONT : COUNTS
  return bare.map((name, at) => readable(name.replace(counter, '')) || readable(name) || (names[at] ?? ''))
}

function readable(name: string): string {
  const spaced = name.replaceAll('_', ' ').trim()
  // Hyphens stand for spaces only where there are none: “well-made cloth” keeps its own.
  const words = (/\s/.test(spaced) ? spaced : spaced.replaceAll('-', ' ')).replace(/\s+/g, ' ').trim()
  const [first = '', ...rest] = words
  return (first.toLocaleUpperCase() + rest.join('')).slice(0, LONGEST).trim()
}
