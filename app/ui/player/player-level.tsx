import { Menu, type MenuInstance } from '@vidstack/react'
import { ChevronLeft, ChevronRight, type LucideIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { type CloseMenu, useMenu } from './player-menu.tsx'

const icon = { 'aria-hidden': true, size: 18, strokeWidth: 1.5, className: 'flex-none' } as const

interface PlayerLevelProps {
  readonly title: string
  readonly icon?: LucideIcon
  /** What is chosen in it. */
  readonly value?: string | undefined
  /** @param close closes the whole menu */
  readonly children: (close: CloseMenu) => ReactNode
}

/** A row of a menu that leads to a panel of its own in the same place; the row stays above it as the way back. */
export function PlayerLevel({ title, icon: Icon, value, children }: PlayerLevelProps) {
  const level = useRef<MenuInstance>(null)
  const items = useRef<HTMLDivElement>(null)
  const { isOpen, close } = useMenu()
  // Who opens the menu again begins at its beginning.
  useEffect(() => {
    if (!isOpen) level.current?.close()
  }, [isOpen])
  const into = (event: KeyboardEvent) => {
    const isOpened = level.current?.triggerElement?.ariaExpanded === 'true'
    if (event.key === 'ArrowRight' && !isOpened) level.current?.open(event.nativeEvent)
    if (event.key !== 'ArrowDown' || !isOpened) return
    event.preventDefault()
    event.stopPropagation()
    items.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus()
  }
  const back = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft') return
    event.stopPropagation()
    level.current?.close(event.nativeEvent)
  }
  return (
    // Vidstack says of it whether it is hidden, which only what has a role may say.
    <Menu.Root ref={level} role="group" className="player-level">
      <Menu.Button
        className="player-option player-way w-full"
        // Before Vidstack, which would go through the rows that are out of sight now.
        onKeyDownCapture={into}
      >
        <ChevronLeft {...icon} className="player-back flex-none" />
        {Icon ? <Icon {...icon} className="player-ahead flex-none" /> : null}
        <span className="grow text-start">{title}</span>
        {value ? (
          <span dir="auto" className="player-ahead max-w-40 min-w-0 truncate opacity-65">
            {value}
          </span>
        ) : null}
        <ChevronRight {...icon} className="player-ahead flex-none opacity-65" />
      </Menu.Button>
      {/* A menu holds no other menu (WAI-ARIA 1.2). */}
      <Menu.Items ref={items} role="group" className="player-level-items" aria-label={title} onKeyDown={back}>
        {children(close)}
      </Menu.Items>
    </Menu.Root>
  )
}

interface PlayerActProps {
  readonly icon: LucideIcon
  readonly title: string
  readonly onChoose: () => void
}

/** A row of a menu that does something at once. Vidstack's own item would take the place of the menu's button. */
export function PlayerAct({ icon: Icon, title, onChoose }: PlayerActProps) {
  const { close } = useMenu()
  const choose = (event: Event) => {
    close(event)
    onChoose()
  }
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className="player-option w-full"
      onClick={(event) => choose(event.nativeEvent)}
      // The menu around it lets no space through that would press it.
      onKeyDownCapture={(event) => {
        if (event.key === ' ') choose(event.nativeEvent)
      }}
    >
      <Icon {...icon} />
      <span className="grow text-start">{title}</span>
    </button>
  )
}
