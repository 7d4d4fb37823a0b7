import { Extension } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { exitSuggestion, Suggestion, type SuggestionProps } from '@tiptap/suggestion'
import type { BlockName } from './block-list.ts'

export interface SlashItem {
  readonly name: BlockName
  readonly label: string
}

export interface SlashSnapshot {
  readonly items: readonly SlashItem[]
  readonly at: number
  /** Where the "/" stands, in the window. */
  readonly place: () => DOMRect | null
}

const KEY = new PluginKey('slash')

/** The menu that "/" opens at the start of a block: what it offers, and which of it is meant. The text keeps the focus. */
export class Slash {
  readonly #listeners = new Set<() => void>()
  #snapshot: SlashSnapshot | undefined
  #choose: (item: SlashItem) => void = () => undefined

  constructor(
    private readonly find: (typed: string) => readonly SlashItem[],
    private readonly put: (name: BlockName) => void,
  ) {}

  readonly snapshot = (): SlashSnapshot | undefined => this.#snapshot
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  point(at: number): void {
    if (this.#snapshot) this.#show({ ...this.#snapshot, at })
  }

  choose(at: number): void {
    const item = this.#snapshot?.items[at]
    if (item) this.#choose(item)
  }

  readonly extension = () => {
    const slash = this
    return Extension.create({
      name: 'slash',
      addProseMirrorPlugins() {
        const { editor } = this
        return [
          Suggestion<SlashItem, SlashItem>({
            editor,
            pluginKey: KEY,
            char: '/',
            startOfLine: true,
            allow: ({ state, range }) => {
              const { parent } = state.doc.resolve(range.from)
              return parent.type.name === 'paragraph' && editor.isFocused
            },
            items: ({ query }) => [...slash.find(query)],
            command: ({ range, props }) => {
              editor.chain().focus().deleteRange(range).run()
              slash.put(props.name)
            },
            render: () => ({
              onStart: (props) => slash.#open(props),
              onUpdate: (props) => slash.#open(props),
              onExit: () => slash.#show(undefined),
              onKeyDown: ({ event, view }) => {
                if (event.key === 'Escape') exitSuggestion(view, KEY)
                return event.key === 'Escape' || slash.#press(event.key)
              },
            }),
          }),
        ]
      },
      onBlur: () => slash.#show(undefined),
    })
  }

  #open({ items, command, clientRect }: SuggestionProps<SlashItem, SlashItem>): void {
    this.#choose = command
    const at = Math.min(this.#snapshot?.at ?? 0, Math.max(0, items.length - 1))
    this.#show(
      items.length ? { items, at: items.length === this.#snapshot?.items.length ? at : 0, place: () => clientRect?.() ?? null } : undefined,
    )
  }

  #press(key: string): boolean {
    const now = this.#snapshot
    if (!now) return false
    const count = now.items.length
    if (key === 'ArrowDown' || key === 'ArrowUp') this.point((now.at + (key === 'ArrowDown' ? 1 : count - 1)) % count)
    else if (key === 'Home' || key === 'End') this.point(key === 'Home' ? 0 : count - 1)
    else if (key === 'Enter' || key === 'Tab') this.choose(now.at)
    else return false
    return true
  }

  #show(next: SlashSnapshot | undefined): void {
    this.#snapshot = next
    for (const listener of this.#listeners) listener()
  }
}
