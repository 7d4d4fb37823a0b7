import {
  Bold,
  Code,
  Download,
  FileInput,
  Heading2,
  Heading3,
  Image as ImageIcon,
  Italic,
  Link2,
  List,
  ListOrdered,
  type LucideIcon,
  Plus,
  Redo2,
  TextQuote,
  Undo2,
} from 'lucide-react'
import { Toolbar } from 'radix-ui'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { Menu, MenuItem, MenuSeparator } from '#app/ui/menu.tsx'
import { BLOCK_NAMES, type BlockName, blockIcon } from './blocks/block-list.ts'

export type TextCommand = 'bold' | 'italic' | 'h2' | 'h3' | 'bullets' | 'numbers' | 'quote' | 'code' | 'link' | 'undo' | 'redo'

/** What holds at the cursor, and what can be taken back. */
export interface TextStanding {
  readonly active: ReadonlySet<TextCommand>
  readonly canUndo: boolean
  readonly canRedo: boolean
}

const GROUPS: readonly (readonly { name: TextCommand; icon: LucideIcon; keys?: string }[])[] = [
  [
    { name: 'bold', icon: Bold, keys: 'Mod+B' },
    { name: 'italic', icon: Italic, keys: 'Mod+I' },
  ],
  [
    { name: 'h2', icon: Heading2, keys: 'Mod+Alt+2' },
    { name: 'h3', icon: Heading3, keys: 'Mod+Alt+3' },
  ],
  [
    { name: 'bullets', icon: List, keys: 'Mod+Shift+8' },
    { name: 'numbers', icon: ListOrdered, keys: 'Mod+Shift+7' },
    { name: 'quote', icon: TextQuote, keys: 'Mod+Shift+B' },
    { name: 'code', icon: Code },
    { name: 'link', icon: Link2, keys: 'Mod+K' },
  ],
  [
    { name: 'undo', icon: Undo2, keys: 'Mod+Z' },
    { name: 'redo', icon: Redo2, keys: 'Mod+Shift+Z' },
  ],
]

/** What is done with whole blocks and files. */
export interface MoreCommands {
  readonly put: (name: BlockName) => void
  readonly importFile: () => void
  readonly download: () => void
}

type TextToolbarProps = { standing: TextStanding | null; act: (command: TextCommand) => void; more?: MoreCommands }

const BUTTON = 'grid size-9 flex-none place-items-center rounded-sm transition-colors disabled:opacity-40 touch:size-11'
const QUIET = 'text-soft enabled:hover:bg-held enabled:hover:text-ink'

/** One tab stop, arrows inside. Without `standing` it keeps the place until the editor is here. */
export function TextToolbar({ standing, act, more }: TextToolbarProps) {
  const { t } = useTranslation()
  const isMac = standing !== null && /Mac|iPhone|iPad/.test(navigator.platform)
  return (
    <Toolbar.Root
      aria-label={t('lessons.text.toolbar')}
      data-text-bar
      // On a phone it wraps: a row that is cut off hides what stands at its end.
      className="sticky top-14 z-10 -mx-5 flex flex-wrap items-center gap-0.5 border-b border-line bg-paper px-5 py-1.5 sm:mx-0 sm:px-0 lg:top-0"
    >
      {GROUPS.map((group, index) => (
        <Fragment key={group[0]?.name}>
          {index > 0 ? <Toolbar.Separator className="mx-1.5 h-5 w-px flex-none bg-line max-sm:hidden" /> : null}
          {group.map(({ name, icon: Icon, keys }) => {
            const label = t(`lessons.text.${name}`)
            const isHistory = name === 'undo' || name === 'redo'
            const isOn = standing?.active.has(name) ?? false
            return (
              <Toolbar.Button
                key={name}
                type="button"
                aria-label={label}
                title={keys ? t('lessons.text.key', { label, key: keys.replace('Mod', isMac ? '⌘' : 'Ctrl') }) : label}
                aria-pressed={isHistory || name === 'link' ? undefined : isOn}
                disabled={!standing || (name === 'undo' && !standing.canUndo) || (name === 'redo' && !standing.canRedo)}
                // The text keeps its selection.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => act(name)}
                className={cx(BUTTON, isOn ? 'bg-accent-wash text-accent' : QUIET)}
              >
                <Icon size={18} />
              </Toolbar.Button>
            )
          })}
        </Fragment>
      ))}
      <Toolbar.Separator className="mx-1.5 h-5 w-px flex-none bg-line max-sm:hidden" />
      <Toolbar.Button
        type="button"
        aria-label={t('writing.block.picture')}
        title={t('writing.block.picture')}
        disabled={!standing}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => more?.put('picture')}
        className={cx(BUTTON, QUIET)}
      >
        <ImageIcon size={18} />
      </Toolbar.Button>
      <Menu
        trigger={
          <Toolbar.Button
            type="button"
            aria-label={t('writing.add')}
            title={t('writing.add')}
            disabled={!standing}
            className={cx(BUTTON, QUIET)}
          >
            <Plus size={18} />
          </Toolbar.Button>
        }
      >
        {BLOCK_NAMES.map((name) => (
          <MenuItem key={name} icon={blockIcon(name)} onSelect={() => more?.put(name)}>
            {t(`writing.block.${name}`)}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem icon={FileInput} onSelect={() => more?.importFile()}>
          {t('writing.markdown.import')}
        </MenuItem>
        <MenuItem icon={Download} onSelect={() => more?.download()}>
          {t('writing.markdown.download')}
        </MenuItem>
      </Menu>
    </Toolbar.Root>
  )
}
