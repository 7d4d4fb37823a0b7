import { createHash } from 'node:crypto'
import { highlighted } from '#app/code-highlight.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentence } from '#app/locales/sentences.ts'
import { urls } from '#app/urls.ts'
import { type BodyPicture, bodyPictures } from '#tenants/courses/body-pictures.ts'
import { embedOf, frameOrigin } from '#tenants/courses/embeds.ts'
import type { Reading } from '#tenants/database/handle.ts'
import type { Tenant } from '#tenants/tenant.ts'

export type ShownPicture =
  | { readonly state: 'ready'; readonly src: string; readonly srcSet: string; readonly width: number; readonly height: number }
  | { readonly state: 'uploading' | 'preparing' }
  | { readonly state: 'failed'; readonly reason: string | null }

/** @param origin where the page is not on the school's own host */
export function shownPicture(picture: BodyPicture, origin = ''): ShownPicture {
  if (picture.state === 'failed') return { state: 'failed', reason: picture.reason && sentence(`jobs.reason.${picture.reason}`) }
  if (picture.state !== 'ready') return picture
  const { assetId, width, height, widths } = picture
  const at = (one: number) => origin + urls.school.picture(assetId, one)
  return {
    state: 'ready',
    src: at(widths.find((one) => one >= 1_280) ?? widths.at(-1) ?? width),
    srcSet: widths.map((one) => `${at(one)} ${one}w`).join(', '),
    width,
    height,
  }
}

export function lessonPictures(db: Reading, html: string, origin = ''): Record<string, ShownPicture> {
  return Object.fromEntries(Object.entries(bodyPictures(db, html)).map(([id, picture]) => [id, shownPicture(picture, origin)]))
}

export interface ShownHtml {
  readonly html: string
  /** What the page's policy must allow frames from. */
  readonly frames: readonly string[]
}

/** What is stored otherwise than it is shown. The text is in the sanitiser's own writing, which is why it can be read this way. */
const STORED =
  /<img data-asset="([a-z0-9_]+)" alt="([^"]*)"(?: title="([^"]*)")? \/>|<a data-embed="\w+" href="([^"]+)"[^>]*>([^<]*)<\/a>|<pre><code class="language-([a-z0-9-]+)">([^<]*)<\/code><\/pre>|<div data-callout="(note|tip|caution)">|<th([^>]*)><p><\/p><\/th>|<table>|<\/table>/g

/**
 * A stored text as a reader sees it: pictures and frames have addresses, code its colours, and a table scrolls by itself.
 * Nothing of it needs script. `embeds: 'link'` leaves frames out, where another site has no business.
 */
export function shownHtml(
  tenant: Pick<Tenant, 'cache'>,
  stored: string,
  pictures: Readonly<Record<string, ShownPicture>>,
  embeds: 'frame' | 'link' = 'frame',
): ShownHtml {
  const { t } = catalogue('en')
  const frames = new Set<string>()
  let first = true
  const html = stored.replace(STORED, (whole: string, ...found: (string | undefined)[]) => {
    const [asset, alt = '', caption = '', page, title = '', language, code = '', callout, unnamed] = found
    if (asset) {
      const picture = pictures[asset]
      const eager = first
      first = false
      return picture ? figure(picture, alt, caption, eager, t('learn.picturePreparing')) : ''
    }
    if (page) {
      const embed = embedOf(plain(page))
      if (!embed || embeds === 'link') return `<p>${whole}</p>`
      frames.add(frameOrigin(embed))
      // As text it may hold quotes, which would end an attribute.
      const name = escaped(plain(title.trim())) || t(`learn.embed.${embed.provider}`)
      return frame(embed.frame, name, whole.replace(/>[^<]*<\/a>$/, `>${t(`learn.embedOpen.${embed.provider}`)}</a>`))
    }
    if (language) return `<pre tabindex="0"><code class="language-${language}">${inColours(tenant, code, language) ?? code}</code></pre>`
    if (callout) return `${whole.slice(0, -1)} role="note" aria-label="${t(`learn.callout.${callout}`)}">`
    // A column without a name has no heading to read out.
    if (typeof unnamed === 'string') return `<td${unnamed}></td>`
    return whole === '<table>'
      ? `<div class="table-scroll" role="group" tabindex="0" aria-label="${t('learn.table')}"><table>`
      : `${whole}</div>`
  })
  return { html: withDirections(html), frames: [...frames] }
}

/** A whole tag: what stands in its attributes is none. */
const TAG = /<(\/?)([a-z][a-z0-9]*)\b((?:[^>"]|"[^"]*")*)>/g
const BLOCKS = new Set(['p', 'h2', 'h3', 'ul', 'ol', 'blockquote', 'div', 'figure', 'table'])

/** Each block of the text runs the way its own first letter does. What stands in it follows: a block in a block is told nothing. */
function withDirections(html: string): string {
  let depth = 0
  return html.replace(TAG, (tag, end: string, name: string, attributes: string) => {
    if (!BLOCKS.has(name)) return tag
    if (end) depth--
    return !end && depth++ === 0 ? `<${name} dir="auto"${attributes}>` : tag
  })
}

function figure(picture: ShownPicture, alt: string, caption: string, eager: boolean, preparing: string): string {
  if (picture.state === 'preparing') return `<p class="picture-waits" role="status">${preparing}</p>`
  if (picture.state !== 'ready') return ''
  const { src, srcSet, width, height } = picture
  const loading = eager ? '' : ' loading="lazy"'
  const img = `<img src="${src}" srcset="${srcSet}" sizes="(width >= 48rem) 680px, 100vw" width="${width}" height="${height}" alt="${alt}" decoding="async"${loading} />`
  return `<figure>${img}${caption ? `<figcaption>${caption}</figcaption>` : ''}</figure>`
}

/** It may run its own script, on its own origin, and lead the reader nowhere but to a window of its own. */
const frame = (src: string, title: string, link: string): string =>
  `<figure class="embed"><iframe src="${escaped(src)}" title="${title}" loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" allow="fullscreen; encrypted-media; picture-in-picture" allowfullscreen referrerpolicy="strict-origin-when-cross-origin"></iframe><figcaption>${link}</figcaption></figure>`

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;')
const plain = (html: string) =>
  html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')

/** The same code is coloured once: a lesson is read far more often than written. */
function inColours({ cache }: Pick<Tenant, 'cache'>, code: string, language: string): string | undefined {
  const key = `code ${language} ${createHash('sha1').update(code).digest('base64')}`
  const known = cache.get<{ html: string }>(key)
  if (known) return known.html
  const html = highlighted(plain(code), language)
  if (html !== undefined) cache.set(key, { html }, html.length * 2)
  return html
}
