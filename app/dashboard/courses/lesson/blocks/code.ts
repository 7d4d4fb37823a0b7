import { CodeBlockLowlight, type CodeBlockLowlightOptions } from '@tiptap/extension-code-block-lowlight'
import { CODE_LANGUAGES, lowlight } from '#app/code-highlight.ts'

/** Code of no language has no colours, here as on the page of a student: nobody guesses. */
const colours = { ...lowlight, highlightAuto: (code: string) => ({ type: 'root', children: [{ type: 'text', value: code }] }) }

/** Code in colours, with its language above it. What students see is coloured on the server (app/lesson-html.server.ts). */
export const CodeBlock = CodeBlockLowlight.extend<CodeBlockLowlightOptions & { label: string; plain: string }>({
  addNodeView() {
    const { label, plain } = this.options
    return ({ node, editor, getPos }) => {
      const dom = document.createElement('div')
      dom.className = 'code-block'
      const pre = document.createElement('pre')
      const code = document.createElement('code')
      const choice = chooser(label, plain)
      choice.value = languageOf(node.attrs.language)
      choice.addEventListener('change', () => {
        const at = getPos()
        if (at === undefined) return
        editor.view.dispatch(editor.state.tr.setNodeAttribute(at, 'language', choice.value || null))
        // Back to where one was in it, or to its beginning.
        const { doc, selection } = editor.state
        const end = at + (doc.nodeAt(at)?.nodeSize ?? 0)
        editor.commands.focus(selection.from > at && selection.from < end ? selection.from : at + 1)
      })
      pre.append(code)
      dom.append(choice, pre)
      return {
        dom,
        contentDOM: code,
        update(changed) {
          if (changed.type.name !== 'codeBlock') return false
          choice.value = languageOf(changed.attrs.language)
          return true
        },
        stopEvent: (event) => event.target === choice,
        ignoreMutation: (mutation) => mutation.type !== 'selection' && !code.contains(mutation.target),
      }
    }
  },
}).configure({ lowlight: colours, defaultLanguage: null, label: 'Language', plain: 'Plain text' })

const languageOf = (name: unknown): string => CODE_LANGUAGES.find(([known]) => known === name)?.[0] ?? ''

function chooser(label: string, plain: string): HTMLSelectElement {
  const choice = document.createElement('select')
  choice.contentEditable = 'false'
  choice.setAttribute('aria-label', label)
  for (const [value, name] of [['', plain], ...CODE_LANGUAGES] as const) choice.add(new Option(name, value))
  return choice
}
