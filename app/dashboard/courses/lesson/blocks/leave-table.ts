import { type Editor, Extension } from '@tiptap/core'
import type { ResolvedPos } from '@tiptap/pm/model'
import { Selection, TextSelection } from '@tiptap/pm/state'

/** The ways out of a table that ends the text: down from its last row, Enter on an empty line there, and to the end of the text. */
export const LeaveTable = Extension.create({
  name: 'leaveTable',
  // Before the table's own keys, which go from cell to cell.
  priority: 1_000,
  addKeyboardShortcuts() {
    return {
      ArrowDown: ({ editor }) => isAtBottom(editor) && editor.view.endOfTextblock('down') && leave(editor),
      Enter: ({ editor }) => isAtBottom(editor) && isOnEmptyLine(editor) && leave(editor),
      'Mod-End': ({ editor }) => goToEnd(editor),
    }
  },
})

const depthOf = ($at: ResolvedPos, role: string): number => {
  for (let depth = $at.depth; depth > 0; depth--) if ($at.node(depth).type.spec.tableRole === role) return depth
  return 0
}

/** In the last line of a cell of the last row. */
function isAtBottom({ state: { selection } }: Editor): boolean {
  const { $head, empty } = selection
  const table = depthOf($head, 'table')
  if (!empty || !table) return false
  const isLast = (depth: number) => $head.index(depth) === $head.node(depth).childCount - 1
  return isLast(table) && isLast(table + 2)
}

/** Behind other lines of its cell, or in a row that holds nothing. */
function isOnEmptyLine({ state: { selection } }: Editor): boolean {
  const { $head } = selection
  const row = depthOf($head, 'row')
  return $head.parent.content.size === 0 && ($head.node(row + 1).childCount > 1 || $head.node(row).textContent === '')
}

function leave(editor: Editor): boolean {
  const { $head } = editor.state.selection
  const { tr } = editor.state
  const cell = depthOf($head, 'table') + 2
  const after = $head.after(cell - 2)
  // The line that Enter had made to get here is nobody's.
  if ($head.parent.content.size === 0 && $head.node(cell).childCount > 1) tr.delete($head.before(), $head.after())
  const at = tr.mapping.map(after)
  const paragraph = editor.schema.nodes.paragraph
  if (!tr.doc.resolve(at).nodeAfter && paragraph) tr.insert(at, paragraph.create())
  editor.view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at), 1)).scrollIntoView())
  return true
}

function goToEnd(editor: Editor): boolean {
  const { tr, doc } = editor.state
  const paragraph = editor.schema.nodes.paragraph
  if (!doc.lastChild?.isTextblock && paragraph) tr.insert(doc.content.size, paragraph.create())
  editor.view.dispatch(tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView())
  return true
}
