import { createHash } from 'node:crypto'

// Mux's playlists, with our addresses in place of Mux's. RFC 8216.

/** A playlist as players are given it, and what its addresses stand for, by the name that stands there. */
export interface Rewritten {
  readonly text: string
  readonly named: ReadonlyMap<string, URL>
}

const URI = /URI="([^"]*)"/

/**
 * The master playlist. Each playlist it names is called `mux/<name>.m3u8`, by what is said of it: that is the same whenever it is asked
 * for, and in whatever order Mux lists them.
 */
export function rewriteMaster(text: string, base: URL): Rewritten {
  const named = new Map<string, URL>()
  const name = (said: string, address: string) => {
    const hash = createHash('sha256').update(said).digest('hex').slice(0, 12)
    let free = hash
    for (let nth = 2; named.has(free); nth++) free = `${hash}-${nth}`
    named.set(free, new URL(address, base))
    return `mux/${free}.m3u8`
  }
  let said = ''
  const lines = text.split(/\r?\n/).map((line) => {
    if (line === '') return line
    if (!line.startsWith('#')) return name(said, line)
    said = line
    return line.replace(URI, (_, address: string) => `URI="${name(line.replace(URI, ''), address)}"`)
  })
  return { text: lines.join('\n'), named }
}

const ENDING = /\.(ts|m4s|mp4|m4a|aac|vtt|key)$/

/** A playlist of segments: they are counted, and called `<rendition>/<number>.<ending>`, beside the playlist itself. */
export function rewriteRendition(text: string, base: URL, rendition: string): Rewritten {
  const named = new Map<string, URL>()
  const name = (address: string) => {
    const url = new URL(address, base)
    const called = `${named.size}.${ENDING.exec(url.pathname)?.[1] ?? 'bin'}`
    named.set(called, url)
    return `${rendition}/${called}`
  }
  const lines = text.split(/\r?\n/).map((line) => {
    if (line === '') return line
    return line.startsWith('#') ? line.replace(URI, (_, address: string) => `URI="${name(address)}"`) : name(line)
  })
  return { text: lines.join('\n'), named }
}

/** The index of a storyboard: lines that name a place on a sheet, by an address. Sheets are called `storyboard-<number>.jpg`. */
export function rewriteStoryboard(text: string, base: URL): Rewritten {
  const named = new Map<string, URL>()
  const names = new Map<string, string>()
  const lines = text.split(/\r?\n/).map((line) => {
    const [, address, place] = /^(\S+)(#xywh=[\d,]+)$/.exec(line) ?? []
    if (address === undefined || place === undefined) return line
    const { href } = new URL(address, base)
    const name = names.get(href) ?? `storyboard-${names.size}.jpg`
    names.set(href, name)
    named.set(name, new URL(href))
    return name + place
  })
  return { text: lines.join('\n'), named }
}
