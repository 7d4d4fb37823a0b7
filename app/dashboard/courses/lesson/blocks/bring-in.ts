import { closeHistory } from '@tiptap/pm/history'
import type { Editor, JSONContent } from '@tiptap/react'
import { embedOf } from '#tenants/courses/embeds.ts'
import { fromMarkdown, looksLikeMarkdown, toMarkdown } from './markdown.ts'

/** What a paste became, where the person may want it otherwise. */
export type Brought = { readonly kind: 'markdown'; readonly keepText: () => void } | { readonly kind: 'page'; readonly show: () => void }

const isInCode = (editor: Editor) => editor.isActive('codeBlock') || editor.isActive('code')

/** Takes a paste of plain text that is Markdown; answers what was done, and undefined where the editor should go on by itself. */
export function bringText(editor: Editor, data: DataTransfer): Brought | undefined {
  const text = data.getData('text/plain')
  if (isInCode(editor) || data.types.includes('text/html') || !looksLikeMarkdown(text)) return undefined
  insertApart(editor, fromMarkdown(text))
  return {
    kind: 'markdown',
    keepText: () => putInstead(editor, asParagraphs(text)),
  }
}

const asParagraphs = (text: string) =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim())
    .map((line) => ({ type: 'paragraph', content: [{ type: 'text', text: line }] }))

/** A lone address of a page that can be shown becomes a link first, and the frame only when asked for. */
export function offerPage(editor: Editor, data: DataTransfer): Brought | undefined {
  const embed = embedOf(data.getData('text/plain').trim())
  const { $from, empty } = editor.state.selection
  if (!embed || !empty || isInCode(editor) || $from.parent.type.name !== 'paragraph' || $from.parent.content.size > 0) return undefined
  insertApart(editor, [{ type: 'text', text: embed.page, marks: [{ type: 'link', attrs: { href: embed.page } }] }])
  return { kind: 'page', show: () => putInstead(editor, [{ type: 'embed', attrs: { page: embed.page, title: '' } }]) }
}

/** A step of its own in the history: taking it back leaves what was typed just before. */
function insertApart(editor: Editor, content: JSONContent[]): void {
  editor.view.dispatch(closeHistory(editor.state.tr))
  editor.chain().focus().insertContent(content).run()
}

function putInstead(editor: Editor, content: JSONContent[]): void {
  editor.commands.undo()
  insertApart(editor, content)
}

/** At the cursor, as one step to undo. */
export function bringMarkdown(editor: Editor, text: string): void {
  insertApart(editor, fromMarkdown(text))
}

/** Gives the person a file with the text as it stands. */
export function download(editor: Editor, title: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([toMarkdown(editor.getJSON())], { type: 'text/markdown;charset=utf-8' }))
  link.download = `${title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'lesson'}.md`
  link.click()
  URL.revokeObjectURL(link.href)
}
