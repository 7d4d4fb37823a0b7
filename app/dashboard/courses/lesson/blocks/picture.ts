import { Node } from '@tiptap/core'

/** How a picture's file is named in Markdown: `![What it shows](asset:asset_01… "Caption")`. */
const SCHEME = 'asset:'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A picture, known by its file alone. What is drawn in the editor is in picture-view.tsx. */
export const PictureBlock = Node.create({
  name: 'picture',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes: () => ({
    asset: {
      default: '',
      parseHTML: (element) => element.getAttribute('data-asset'),
      renderHTML: ({ asset }) => ({ 'data-asset': asset }),
    },
    alt: { default: '' },
    caption: {
      default: '',
      parseHTML: (element) => element.getAttribute('title') ?? '',
      renderHTML: ({ caption }) => (text(caption).trim() ? { title: text(caption).trim() } : {}),
    },
  }),
  parseHTML: () => [{ tag: 'img[data-asset]' }],
  renderHTML: ({ HTMLAttributes }) => ['img', HTMLAttributes],
  markdownTokenName: 'image',
  parseMarkdown: (token, helpers) => {
    const { href = '', title, text: alt = '' } = token
    if (href.startsWith(SCHEME)) return helpers.createNode('picture', { asset: href.slice(SCHEME.length), alt, caption: title ?? '' })
    // A picture of another site is linked to: a text shows only files of its own school.
    return /^https?:/i.test(href) ? helpers.createTextNode(alt || href, [{ type: 'link', attrs: { href } }]) : []
  },
  renderMarkdown: ({ attrs }) => {
    const caption = text(attrs?.caption).trim()
    return `![${text(attrs?.alt).replace(/[[\]\\]/g, '\\$&')}](${SCHEME}${text(attrs?.asset)}${caption ? ` "${caption.replace(/["\\]/g, '\\$&')}"` : ''})`
  },
})
