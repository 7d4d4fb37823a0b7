import type { JSONContent } from '@tiptap/core'
import { MarkdownManager } from '@tiptap/markdown'
import { OWN_BLOCKS, textSchema } from './schema.ts'

let made: MarkdownManager | undefined
/** One for the page: each new one would teach its parser the same blocks once more. */
const manager = (): MarkdownManager => (made ??= new MarkdownManager({ extensions: [...textSchema([1, 2, 3, 4, 5, 6]), ...OWN_BLOCKS] }))

export const toMarkdown = (doc: JSONContent): string => `${manager().serialize(doc).trim()}\n`

/** Blocks for the editor. Headings fit below the lesson's title; a picture in the middle of a line gets a place of its own. */
export const fromMarkdown = (text: string): JSONContent[] =>
  (manager().parse(text.replace(/\r\n?/g, '\n').replace(/^---\n[\s\S]*?\n---\n/, '')).content ?? [])
    .flatMap(fitted)
    .filter((block) => !isBlank(block))

const isBlank = (block: JSONContent) => block.type === 'paragraph' && !block.content?.length

function fitted(block: JSONContent): JSONContent[] {
  if (block.type === 'heading') return [{ ...block, attrs: { ...block.attrs, level: block.attrs?.level > 2 ? 3 : 2 } }]
  if (block.type === 'paragraph') return withoutPictures(block)
  // What stood alone in its line for a picture of another site.
  if (block.type === 'text') return [{ type: 'paragraph', content: [block] }]
  return [block.content && block.type !== 'codeBlock' ? { ...block, content: block.content.flatMap(fitted) } : block]
}

function withoutPictures(paragraph: JSONContent): JSONContent[] {
  const blocks: JSONContent[] = []
  let line: JSONContent[] = []
  const endLine = () => {
    if (line.length) blocks.push({ ...paragraph, content: line })
    line = []
  }
  for (const piece of paragraph.content ?? []) {
    if (piece.type === 'picture') {
      endLine()
      blocks.push(piece)
    } else line.push(piece)
  }
  endLine()
  return blocks.length ? blocks : [paragraph]
}

/** Signs that a person means by Markdown and seldom writes otherwise. Two of the weaker ones make one. */
const SURE = [/^#{1,6} \S/m, /^(```|~~~)/m, /^\|.*\|[ \t]*\n\|?[ :|-]*-[ :|-]*\|/m, /^> \[!\w+\]/m]
const LIKELY = [
  /^[-*+] \S.*\n[-*+] \S/m,
  /^\d+\. \S.*\n\d+\. \S/m,
  /\*\*\S[^*\n]*\*\*/,
  /\[[^\]\n]+\]\((https?:|mailto:)[^)\s]+\)/,
  /^> \S/m,
  /`[^`\n]+`/,
]

export const looksLikeMarkdown = (text: string): boolean =>
  SURE.some((sign) => sign.test(text)) || LIKELY.filter((sign) => sign.test(text)).length > (/\n/.test(text.trim()) ? 0 : 1)
