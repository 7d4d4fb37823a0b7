import { mergeAttributes, Node } from '@tiptap/core'
import { CALLOUTS, type Callout } from '#tenants/courses/callouts.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    callout: {
      /** Puts the blocks at the cursor into a callout, changes its kind, or takes them out of one of this kind. */
      toggleCallout: (kind: Callout) => ReturnType
    }
  }
}

const isCallout = (kind: unknown): kind is Callout => CALLOUTS.some((one) => one === kind)

/** GitHub's names for them, and two it has besides. */
const MARKDOWN: Readonly<Record<string, Callout>> = { note: 'note', important: 'note', tip: 'tip', warning: 'caution', caution: 'caution' }

/** A box that says a thing aside: a note, a tip, a caution. In Markdown it is a quote that begins with `[!TIP]`. */
export const CalloutBlock = Node.create<{ label: (kind: Callout) => string }>({
  name: 'callout',
  group: 'block',
  content: 'block+',
  defining: true,
  addOptions: () => ({ label: (kind) => kind }),
  addAttributes: () => ({
    kind: {
      default: 'note',
      parseHTML: (element) => element.getAttribute('data-callout'),
      renderHTML: ({ kind }) => ({ 'data-callout': kind }),
    },
  }),
  parseHTML: () => [{ tag: 'div[data-callout]', getAttrs: (element) => (isCallout(element.getAttribute('data-callout')) ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => ['div', mergeAttributes(HTMLAttributes), 0],
  addNodeView() {
    const { label } = this.options
    return ({ node }) => {
      const dom = document.createElement('div')
      const show = (kind: unknown) => {
        if (!isCallout(kind)) return
        dom.setAttribute('data-callout', kind)
        dom.setAttribute('role', 'note')
        dom.setAttribute('aria-label', label(kind))
      }
      show(node.attrs.kind)
      return {
        dom,
        contentDOM: dom,
        update(changed) {
          if (changed.type.name !== 'callout') return false
          show(changed.attrs.kind)
          return true
        },
      }
    }
  },
  addCommands() {
    return {
      toggleCallout:
        (kind) =>
        ({ editor, commands }) => {
          if (editor.isActive('callout', { kind })) return commands.lift('callout')
          return editor.isActive('callout') ? commands.updateAttributes('callout', { kind }) : commands.wrapIn('callout', { kind })
        },
    }
  },
  markdownTokenName: 'callout',
  markdownTokenizer: {
    name: 'callout',
    level: 'block',
    start: (source) => source.search(/^> ?\[!/m),
    tokenize(source, _tokens, lexer) {
      const [raw, name = '', rest = ''] = /^> ?\[!(\w+)\][ \t]*\n?((?:>[^\n]*(?:\n|$))*)/.exec(source) ?? []
      const kind = MARKDOWN[name.toLowerCase()]
      if (!raw || !kind) return undefined
      return { type: 'callout', raw, kind, tokens: lexer.blockTokens(rest.replace(/^> ?/gm, '')) }
    },
  },
  parseMarkdown: (token, helpers) => {
    const inside = (helpers.parseBlockChildren ?? helpers.parseChildren)(token.tokens ?? [])
    return helpers.createNode('callout', { kind: token.kind }, inside.length ? inside : [{ type: 'paragraph' }])
  },
  renderMarkdown: (node, helpers) => {
    const inside = (node.content ?? []).map((child) => helpers.renderChildren([child])).join('\n\n')
    return [`[!${String(node.attrs?.kind).toUpperCase()}]`, ...inside.split('\n')].map((line) => `> ${line}`.trimEnd()).join('\n')
  },
})
