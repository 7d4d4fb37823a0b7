import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'

/** As it is stored: without widths and styles of its own. */
const align = {
  default: null,
  parseHTML: (element: HTMLElement) => element.getAttribute('data-align'),
  renderHTML: (attributes: Record<string, unknown>) =>
    attributes.align === 'center' || attributes.align === 'right' ? { 'data-align': attributes.align } : {},
}

const LessonTable = Table.extend({
  renderHTML: () => ['table', ['tbody', 0]],
}).configure({ View: null })

const LessonCell = TableCell.extend({
  addAttributes() {
    const { colspan, rowspan } = { ...this.parent?.() }
    return { colspan, rowspan, align }
  },
})

const LessonHeader = TableHeader.extend({
  addAttributes() {
    const { colspan, rowspan } = { ...this.parent?.() }
    return { colspan, rowspan, align }
  },
})

export const TABLE_BLOCKS = [LessonTable, TableRow, LessonCell, LessonHeader]
