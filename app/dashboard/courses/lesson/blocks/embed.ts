import { Node } from '@tiptap/core'
import { embedOf } from '#tenants/courses/embeds.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A page of another site that students see in a frame, and here as a link. In Markdown: `@[Title](https://…)` on a line of its own. */
export const EmbedBlock = Node.create({
  name: 'embed',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes: () => ({
    page: { default: '', rendered: false, parseHTML: (element) => element.getAttribute('href') },
    title: { default: '', rendered: false, parseHTML: (element) => element.textContent?.trim() ?? '' },
  }),
  parseHTML: () => [
    { tag: 'a[data-embed]', priority: 1_100, getAttrs: (element) => (embedOf(element.getAttribute('href') ?? '') ? null : false) },
  ],
  renderHTML: ({ node }) => {
    const page = text(node.attrs.page)
    const provider = embedOf(page)?.provider
    return [
      'a',
      { 'data-embed': provider, href: page, rel: 'noopener noreferrer nofollow', target: '_blank' },
      text(node.attrs.title).trim(),
    ]
  },
  markdownTokenName: 'embed',
  markdownTokenizer: {
    name: 'embed',
    level: 'block',
    start: (source) => source.search(/^@\[/m),
    tokenize(source) {
      const [raw, title = '', address = ''] = /^@\[((?:\\.|[^\]\\\n])*)\]\((\S+?)\)[ \t]*(?:\n+|$)/.exec(source) ?? []
      const embed = embedOf(address)
      return raw && embed ? { type: 'embed', raw, page: embed.page, title: title.replace(/\\(.)/g, '$1') } : undefined
    },
  },
  parseMarkdown: ({ page, title }, helpers) => helpers.createNode('embed', { page, title }),
  renderMarkdown: ({ attrs }) =>
    `@[${text(attrs?.title)
      .trim()
      .replace(/[[\]\\]/g, '\\$&')}](${text(attrs?.page)})`,
})
