import type { Editor } from '@tiptap/react'
import { BetweenHorizontalEnd, BetweenVerticalEnd, FoldHorizontal, FoldVertical, type LucideIcon, PanelTop, Trash2 } from 'lucide-react'
import { Toolbar } from 'radix-ui'
import { useTranslation } from 'react-i18next'

const ACTIONS = [
  ['addRow', BetweenHorizontalEnd],
  ['addColumn', BetweenVerticalEnd],
  ['deleteRow', FoldVertical],
  ['deleteColumn', FoldHorizontal],
  ['header', PanelTop],
  ['deleteTable', Trash2],
] as const satisfies readonly (readonly [string, LucideIcon])[]

/** What can be done with the table at the cursor. Alt+F10 leads here from the text, Escape back. */
export function TableBar({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const act = (name: (typeof ACTIONS)[number][0]) => {
    const chain = editor.chain().focus()
    const todo = {
      addRow: () => chain.addRowAfter(),
      addColumn: () => chain.addColumnAfter(),
      deleteRow: () => chain.deleteRow(),
      deleteColumn: () => chain.deleteColumn(),
      header: () => chain.toggleHeaderRow(),
      deleteTable: () => chain.deleteTable(),
    }
    todo[name]().run()
  }
  return (
    <Toolbar.Root
      aria-label={t('writing.table.label')}
      data-table-bar
      className="flex"
      onKeyDown={(event) => {
        if (event.key === 'Escape') editor.commands.focus()
      }}
    >
      {ACTIONS.map(([name, Icon]) => (
        <Toolbar.Button
          key={name}
          type="button"
          aria-label={t(`writing.table.${name}`)}
          title={t(`writing.table.${name}`)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => act(name)}
          className="grid size-9 place-items-center rounded-sm text-soft hover:bg-held hover:text-ink touch:size-11"
        >
          <Icon size={18} />
        </Toolbar.Button>
      ))}
    </Toolbar.Root>
  )
}
