import { Menu, type MenuInstance } from '@vidstack/react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { cx } from '../cx.ts'

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
  readonly children: (close: (event: Event) => void) => ReactNode
}

/** A button of the player with what it opens. */
export function PlayerMenu({ label, title, face, placement = 'top end', children, ...look }: PlayerMenuProps) {
  const menu = useRef<MenuInstance>(null)
  const button = useRef<HTMLButtonElement>(null)
  const items = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
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
      onOpen={() => setOpen(true)}
      onClose={() => setOpen(false)}
    >
      <Menu.Button ref={button} className={cx('player-button h-11 min-w-11', look.buttonClassName)} aria-label={label} title={title}>
        {face}
      </Menu.Button>
      <Menu.Items ref={items} placement={placement} offset={4} className={cx('player-menu', look.itemsClassName)} aria-label={title}>
        {children(close)}
      </Menu.Items>
    </Menu.Root>
  )
}
