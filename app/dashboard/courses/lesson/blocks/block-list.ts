import type { Editor } from '@tiptap/react'
import {
  Braces,
  Heading2,
  Heading3,
  Image,
  Info,
  Lightbulb,
  List,
  ListOrdered,
  type LucideIcon,
  Minus,
  Pilcrow,
  SquarePlay,
  Table2,
  TextQuote,
  TriangleAlert,
} from 'lucide-react'

const BLOCKS = {
  paragraph: Pilcrow,
  h2: Heading2,
  h3: Heading3,
  bullets: List,
  numbers: ListOrdered,
  picture: Image,
  table: Table2,
  note: Info,
  tip: Lightbulb,
  caution: TriangleAlert,
  codeBlock: Braces,
  quote: TextQuote,
  embed: SquarePlay,
  rule: Minus,
} as const satisfies Readonly<Record<string, LucideIcon>>

export type BlockName = keyof typeof BLOCKS
const isBlock = (name: string): name is BlockName => name in BLOCKS
export const BLOCK_NAMES: readonly BlockName[] = Object.keys(BLOCKS).filter(isBlock)
export const blockIcon = (name: BlockName): LucideIcon => BLOCKS[name]

/** What has to be asked before the block is there. */
export type AskFirst = 'picture' | 'embed'

/** Makes the block at the cursor one of this kind, or puts one there. */
export function putBlock(editor: Editor, name: BlockName, askFirst: (what: AskFirst) => void): void {
  if (name === 'picture' || name === 'embed') {
    askFirst(name)
    return
  }
  const chain = editor.chain().focus()
  const todo = {
    paragraph: () => chain.setParagraph(),
    h2: () => chain.setHeading({ level: 2 }),
    h3: () => chain.setHeading({ level: 3 }),
    bullets: () => chain.toggleBulletList(),
    numbers: () => chain.toggleOrderedList(),
    table: () => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
    note: () => chain.toggleCallout('note'),
    tip: () => chain.toggleCallout('tip'),
    caution: () => chain.toggleCallout('caution'),
    codeBlock: () => chain.toggleCodeBlock(),
    quote: () => chain.toggleBlockquote(),
    rule: () => chain.setHorizontalRule(),
  }
  todo[name]().run()
}
