import type { Editor } from '@tiptap/react'
import {
  BetweenHorizontalEnd,
  BetweenVerticalEnd,
  FoldHorizontal,
  FoldVertical,
  type LucideIcon,
  PanelTop,
  Table as TableIcon,
  Trash2,
} from 'lucide-react'
import { Toolbar } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Menu, MenuItem } from '#app/ui/menu.tsx'

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
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard from the buttons
    <div
      data-table-bar
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) editor.commands.focus()
      }}
    >
      <Toolbar.Root aria-label={t('writing.table.label')} className="flex touch:hidden">
        {ACTIONS.map(([name, Icon]) => (
          <Toolbar.Button
            key={name}
            type="button"
            aria-label={t(`writing.table.${name}`)}
            data-tip={t(`writing.table.${name}`)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => act(name)}
            className="tipped grid size-9 place-items-center rounded-sm text-soft hover:bg-held hover:text-ink"
          >
            <Icon size={18} />
          </Toolbar.Button>
        ))}
      </Toolbar.Root>
      {/* A finger does not point: there the names stand beside the icons. */}
      <Menu
        align="start"
        trigger={
          <Button variant="quiet" size="sm" icon={TableIcon} className="hidden touch:inline-flex">
            {t('writing.table.label')}
          </Button>
        }
      >
        {ACTIONS.map(([name, Icon]) => (
          <MenuItem key={name} icon={Icon} onSelect={() => act(name)}>
            {t(`writing.table.${name}`)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  )
}
