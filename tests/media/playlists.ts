// Playlists read strictly by RFC 8216: line by line, every tag kept, so that rules can speak of what is there.

export interface Tag {
  readonly name: string
  readonly value: string
}

export interface MediaSegment {
  readonly uri: string
  readonly seconds: number
  /** EXTINF as it is written. */
  readonly extinf: string | undefined
  readonly discontinuity: boolean
  /** EXT-X-BYTERANGE with both its numbers, as ours have it. */
  readonly range: { readonly offset: number; readonly length: number } | undefined
}

export interface MediaPlaylist {
  readonly text: string
  readonly tags: readonly Tag[]
  readonly segments: readonly MediaSegment[]
  readonly target: number
  readonly type: string | undefined
  readonly ended: boolean
}

export interface Variant {
  readonly uri: string
  readonly attributes: ReadonlyMap<string, string>
}

export interface MasterPlaylist {
  readonly text: string
  readonly tags: readonly Tag[]
  readonly variants: readonly Variant[]
  /** Playlists of key pictures, which are named by an attribute. */
  readonly iFrames: readonly Variant[]
}

const linesOf = (text: string) => text.split(/\r?\n/).filter((line) => line !== '')

const tagOf = (line: string): Tag | undefined => {
  if (!line.startsWith('#EXT')) return undefined
  const [, name = '', value = ''] = /^#([^:]+):?(.*)$/.exec(line) ?? []
  return { name, value }
}

export const tagsNamed = (tags: readonly Tag[], name: string) => tags.filter((tag) => tag.name === name)

export function readMaster(text: string): MasterPlaylist {
  const lines = linesOf(text)
  const tags = lines.flatMap((line) => tagOf(line) ?? [])
  const variants = lines.flatMap((line, at) => {
    const tag = tagOf(line)
    const next = lines[at + 1]
    if (tag?.name !== 'EXT-X-STREAM-INF') return []
    return [{ uri: next && !next.startsWith('#') ? next : '', attributes: attributesOf(tag.value) }]
  })
  const iFrames = tagsNamed(tags, 'EXT-X-I-FRAME-STREAM-INF').map(({ value }) => {
    const attributes = attributesOf(value)
    return { uri: attributes.get('URI') ?? '', attributes }
  })
  return { text, tags, variants, iFrames }
}

/** RFC 8216, 4.2: names, then what is quoted or reaches to the next comma. */
export const attributesOf = (list: string): ReadonlyMap<string, string> =>
  new Map([...list.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^",]*)/g)].map(([, name = '', value = '']) => [name, value.replaceAll('"', '')]))

/** RFC 8216, 4.3.2.2: length@offset. */
function rangeOf(tags: readonly Tag[]): MediaSegment['range'] {
  const [, length, offset] = /^(\d+)@(\d+)$/.exec(tagsNamed(tags, 'EXT-X-BYTERANGE').at(-1)?.value ?? '') ?? []
  return length && offset ? { offset: Number(offset), length: Number(length) } : undefined
}

export function readMedia(text: string): MediaPlaylist {
  const tags: Tag[] = []
  const segments: MediaSegment[] = []
  let pending: Tag[] = []
  for (const line of linesOf(text)) {
    const tag = tagOf(line)
    if (tag) {
      tags.push(tag)
      pending.push(tag)
    } else if (!line.startsWith('#')) {
      const extinf = tagsNamed(pending, 'EXTINF').at(-1)?.value
      const discontinuity = tagsNamed(pending, 'EXT-X-DISCONTINUITY').length > 0
      segments.push({ uri: line, seconds: Number.parseFloat(extinf ?? 'NaN'), extinf, discontinuity, range: rangeOf(pending) })
      pending = []
    }
  }
  return {
    ...{ text, tags, segments },
    target: Number(tagsNamed(tags, 'EXT-X-TARGETDURATION')[0]?.value ?? Number.NaN),
    type: tagsNamed(tags, 'EXT-X-PLAYLIST-TYPE')[0]?.value,
    ended: tagsNamed(tags, 'EXT-X-ENDLIST').length > 0,
  }
}
