import { Menu, type MenuInstance } from '@vidstack/react'
import { createContext, type MouseEvent, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { cx } from '../cx.ts'
import { useRoom } from './use-room.ts'

interface PlayerMenuProps {
  /** Says what is chosen, too. */
  readonly label: string
  readonly title: string
  /** What the button shows. */
  readonly face: ReactNode
  readonly placement?: 'top start' | 'top end'
  readonly className?: string
  readonly buttonClassName?: string
  readonly itemsClassName?: string
  /** @param close for a choice that ends the choosing */
  readonly children: (close: CloseMenu) => ReactNode
}

export type CloseMenu = (event: Event) => void

/** The menu that what is shown stands in, for its levels: they begin anew when it is opened again. */
const Within = createContext<{ readonly isOpen: boolean; readonly close: CloseMenu }>({ isOpen: false, close: () => undefined })

export const useMenu = () => useContext(Within)

/** A button of the player with what it opens: a panel over the film, or a sheet over the page where the film is too small for one. */
export function PlayerMenu({ label, title, face, placement = 'top end', children, ...look }: PlayerMenuProps) {
  const menu = useRef<MenuInstance>(null)
  const button = useRef<HTMLButtonElement>(null)
  const items = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const { isTight } = useRoom()
  // A sheet stays one until it is closed, also when the phone is turned meanwhile.
  const [isSheet, setSheet] = useState(false)
  if (!isOpen && isSheet !== isTight) setSheet(isTight)
  const close = (event: Event) => {
    menu.current?.close(event)
    button.current?.focus({ preventScroll: true })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what closes is the same all the time
  useEffect(() => {
    if (!isOpen) return
    // In a small film it scrolls, which has to be in reach of the keyboard however it was opened.
    items.current?.setAttribute('tabindex', '0')
    // Vidstack hears it inside the menu alone, and who opened it with the mouse is not there.
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close(event)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [isOpen])
  return (
    <Menu.Root
      ref={menu}
      className={cx('relative', look.className ?? 'flex-none')}
      onOpen={() => {
        if (isSheet) raise(items.current)
        setOpen(true)
      }}
      onClose={() => {
        lower(items.current)
        setOpen(false)
      }}
    >
      <Menu.Button ref={button} className={cx('player-button h-11 min-w-11', look.buttonClassName)} aria-label={label} title={title}>
        {face}
      </Menu.Button>
      <Menu.Items
        ref={items}
        placement={isSheet ? null : placement}
        offset={4}
        className={isSheet ? 'player-sheet' : cx('player-menu', look.itemsClassName)}
        aria-label={title}
        // Beside the panel lies what darkens the page: a tap there closes it, and presses nothing below.
        onClick={({ target, currentTarget, nativeEvent }: MouseEvent) => {
          if (isSheet && target === currentTarget) close(nativeEvent)
        }}
      >
        <div className="player-panel">
          <Within.Provider value={{ isOpen, close }}>{children(close)}</Within.Provider>
        </div>
      </Menu.Items>
    </Menu.Root>
  )
}

/** Above the page and what fills the screen, outside of the film's box. A browser that cannot leaves it a box over the page. */
function raise(sheet: HTMLElement | null): void {
  if (!sheet?.showPopover) return
  sheet.popover = 'manual'
  if (!sheet.matches(':popover-open')) sheet.showPopover()
}

function lower(sheet: HTMLElement | null): void {
  if (sheet?.popover !== 'manual') return
  if (sheet.matches(':popover-open')) sheet.hidePopover()
  sheet.popover = null
}
