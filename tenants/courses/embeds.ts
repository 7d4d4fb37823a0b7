/** A page of another site that a lesson shows in a frame. */
export interface Embed {
  readonly provider: 'youtube' | 'vimeo' | 'loom' | 'codepen'
  /** Its page, as it is stored and linked to. */
  readonly page: string
  /** What the frame loads. */
  readonly frame: string
}

/** Who may stand in a frame: their pages by host, and what of the address makes one. Nothing else of an address is kept. */
const PROVIDERS: readonly { readonly hosts: RegExp; readonly read: (url: URL) => Embed | undefined }[] = [
  {
    hosts: /^((www|m|music)\.)?(youtube|youtube-nocookie)\.com$/,
    read: (url) => youTube(url.searchParams.get('v') ?? idAfter(url, 'embed|shorts|live')),
  },
  { hosts: /^youtu\.be$/, read: (url) => youTube(url.pathname.slice(1)) },
  { hosts: /^(www\.|player\.)?vimeo\.com$/, read: vimeo },
  { hosts: /^(www\.)?loom\.com$/, read: loom },
  { hosts: /^codepen\.io$/, read: codePen },
]

/** Undefined for an address that is none of theirs. What it answers as `page` answers the same again. */
export function embedOf(address: string): Embed | undefined {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined
  const url = new URL(address)
  return PROVIDERS.find(({ hosts }) => hosts.test(url.hostname))?.read(url)
}

/** The origin a page's policy has to allow for a frame. */
export const frameOrigin = (embed: Embed): string => new URL(embed.frame).origin

const idAfter = (url: URL, folders: string): string => new RegExp(`^/(?:${folders})/([^/]+)`).exec(url.pathname)?.[1] ?? ''

function youTube(id: string): Embed | undefined {
  if (!/^[\w-]{6,20}$/.test(id)) return undefined
  // Without cookies until it is played.
  return { provider: 'youtube', page: `https://www.youtube.com/watch?v=${id}`, frame: `https://www.youtube-nocookie.com/embed/${id}` }
}

function vimeo(url: URL): Embed | undefined {
  const [, id, inPath] = /^\/(?:video\/)?(\d{5,12})(?:\/([0-9a-f]{6,20}))?\/?$/.exec(url.pathname) ?? []
  if (!id) return undefined
  // An unlisted film is opened by a second part.
  const key = inPath ?? /^[0-9a-f]{6,20}$/.exec(url.searchParams.get('h') ?? '')?.[0]
  const page = `https://vimeo.com/${id}${key ? `/${key}` : ''}`
  return { provider: 'vimeo', page, frame: `https://player.vimeo.com/video/${id}?dnt=1${key ? `&h=${key}` : ''}` }
}

function loom(url: URL): Embed | undefined {
  const id = idAfter(url, 'share|embed')
  if (!/^[0-9a-f]{32}$/.test(id)) return undefined
  return { provider: 'loom', page: `https://www.loom.com/share/${id}`, frame: `https://www.loom.com/embed/${id}` }
}

function codePen(url: URL): Embed | undefined {
  const [, who, id] = /^\/([\w-]{1,60})\/(?:pen|embed|full|details)\/(\w{5,40})\/?$/.exec(url.pathname) ?? []
  if (!who || !id) return undefined
  return {
    provider: 'codepen',
    page: `https://codepen.io/${who}/pen/${id}`,
    frame: `https://codepen.io/${who}/embed/${id}?default-tab=result`,
  }
}
