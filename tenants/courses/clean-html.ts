import sanitize from 'sanitize-html'
import { CALLOUTS } from './callouts.ts'
import { embedOf } from './embeds.ts'
import { BodyTooLarge } from './failures.ts'

const ASSET_ID = /^asset_[a-z0-9_]{1,40}$/
/** As the cleaning leaves a picture that names no file of ours. */
const NO_PICTURE = /<img \/>/g
const LINK = { rel: 'noopener noreferrer nofollow', target: '_blank' }
const MOST_DESCRIPTION = 1_000

/**
 * What the editor can make; everything else a paste or a hostile request brings is dropped. A picture is stored by the id of its
 * file alone, an embed as a link to its page: addresses are made when the text is shown (app/lesson-html.server.ts).
 */
const ALLOWED: sanitize.IOptions = {
  allowedTags: [
    ...['p', 'br', 'hr', 'h2', 'h3', 'strong', 'em', 's', 'u', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a'],
    ...['img', 'div', 'table', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: {
    a: ['data-embed', 'href', 'rel', 'target'],
    ol: ['start'],
    code: ['class'],
    img: ['data-asset', 'alt', 'title'],
    div: ['data-callout'],
    th: ['colspan', 'rowspan', 'data-align'],
    td: ['colspan', 'rowspan', 'data-align'],
  },
  allowedClasses: { code: [/^language-[a-z0-9-]{1,20}$/] },
  allowedSchemes: ['http', 'https', 'mailto'],
  transformTags: {
    a: (tagName, { href, 'data-embed': asEmbed }) => {
      const embed = asEmbed === undefined || href === undefined ? undefined : embedOf(href)
      if (embed) return { tagName, attribs: { 'data-embed': embed.provider, href: embed.page, ...LINK } }
      return { tagName, attribs: { ...(href !== undefined && { href }), ...LINK } }
    },
    img: (tagName, { 'data-asset': asset = '', alt = '', title = '' }) => {
      if (!ASSET_ID.test(asset)) return { tagName, attribs: {} }
      const caption = title.trim().slice(0, MOST_DESCRIPTION).trim()
      return { tagName, attribs: { 'data-asset': asset, alt: alt.slice(0, MOST_DESCRIPTION), ...(caption && { title: caption }) } }
    },
    div: (tagName, { 'data-callout': kind = '' }) => ({
      tagName,
      attribs: { ...(CALLOUTS.some((one) => one === kind) && { 'data-callout': kind }) },
    }),
    th: cell,
    td: cell,
    h1: 'h2',
    b: 'strong',
    i: 'em',
  },
}

function cell(tagName: string, attribs: sanitize.Attributes): sanitize.Tag {
  const { colspan = '', rowspan = '', 'data-align': align = '' } = attribs
  const isSpan = (text: string) => /^([2-9]|[1-9]\d)$/.test(text)
  return {
    tagName,
    attribs: {
      ...(isSpan(colspan) && { colspan }),
      ...(isSpan(rowspan) && { rowspan }),
      ...(/^(center|right)$/.test(align) && { 'data-align': align }),
    },
  }
}

/** Characters of HTML: some sixty pages. */
export const MOST_HTML = 200_000
/** Tags and entities, which cost more than letters; the editor makes one of each for some thirty letters. */
const MOST_MARKS = 20_000
/** Open elements: the parser's work grows with their square. */
const MOST_DEPTH = 50
const MOST_ROUNDS = 5

/** @throws BodyTooLarge */
export function cleanHtml(html: string): string {
  if (html.length > MOST_HTML || marksIn(html) > MOST_MARKS) throw new BodyTooLarge('body_too_long')
  // What is dropped in between lets the parser read what is left otherwise than before: `<p><svg><p>`.
  let clean = cleanOnce(html)
  for (let round = 0, dirty = html; clean !== dirty && round < MOST_ROUNDS; round++) {
    dirty = clean
    clean = cleanOnce(dirty)
  }
  return clean
}

function cleanOnce(html: string): string {
  let depth = 0
  const goDeeper = () => {
    if (++depth > MOST_DEPTH) throw new BodyTooLarge('body_too_deep')
  }
  const clean = sanitize(html, { ...ALLOWED, onOpenTag: goDeeper, onCloseTag: () => void depth-- })
  return clean.replace(NO_PICTURE, '').trim()
}

function marksIn(html: string): number {
  let marks = 0
  for (const character of html) if (character === '<' || character === '&') marks++
  return marks
}

/** Where one block ends another word begins, without a space between them. */
export function wordsIn(clean: string): number {
  const spaced = clean.replace(/<\/?(?:p|h2|h3|li|ul|ol|blockquote|pre|br|hr|div|td|th)\b[^>]*>|<a data-embed/g, ' $&')
  return sanitize(spaced, { allowedTags: [] }).split(/\s+/).filter(Boolean).length
}
