import { Link } from '@remix-run/react'
import { Check, type LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { cx } from './cx.ts'
import { takeEarlyPress } from './early-press.ts'

type MenuProps = {
  /** The button that opens it; an IconButton with its label, most often. */
  trigger: ReactNode
  align?: 'start' | 'center' | 'end'
  className?: string
  children: ReactNode
}

/**
 * Its items are rendered only while it is open, so a long list may carry one a row. They open inside the landmark or
 * dialog of their button: a menu at the end of the body stands outside every landmark, and outside an open dialog.
 */
export function Menu({ trigger, align = 'end', className, children }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [opened, setOpened] = useState<{ home: HTMLElement | null; by: string | undefined }>()
  // Where it opens is known before it opens: content that moves house loses the focus, and with it closes again.
  const change = useCallback((open: boolean) => {
    if (open) setOpened({ home: button.current?.closest<HTMLElement>(HOMES) ?? null, by: button.current?.id })
    setOpen(open)
  }, [])
  useEffect(() => {
    if (takeEarlyPress(button.current)) change(true)
  }, [change])
  return (
    <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={change}>
      <DropdownMenu.Trigger ref={button} asChild>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={opened?.home}>
        <DropdownMenu.Content
          // A button may have an id of its own.
          aria-labelledby={opened?.by}
          align={align}
          sideOffset={6}
          collisionPadding={12}
          className={cx(
            'floating z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 max-w-xs overflow-y-auto rounded-md p-1',
            className,
          )}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const HOMES = '[role=dialog], main, header, aside'

type MenuItemProps = {
  icon?: LucideIcon
  danger?: boolean
  disabled?: boolean
  /** A page to go to, or something to do. */
  to?: string
  onSelect?: () => void
  aside?: ReactNode
  children: ReactNode
}

export function MenuItem({ icon: Icon, danger = false, disabled, to, onSelect, aside, children }: MenuItemProps) {
  const content = (
    <>
      {Icon ? <Icon size={16} className={danger ? '' : 'text-muted'} /> : null}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {aside}
    </>
  )
  const className = cx(
    'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 text-sm outline-none select-none touch:min-h-11',
    'data-disabled:cursor-not-allowed data-disabled:opacity-50',
    danger ? 'text-danger data-highlighted:bg-danger-wash' : 'text-ink data-highlighted:bg-sunk',
  )
  return (
    <DropdownMenu.Item className={className} disabled={disabled} onSelect={onSelect} asChild={Boolean(to)}>
      {to ? <Link to={to}>{content}</Link> : content}
    </DropdownMenu.Item>
  )
}

type MenuChoicesProps<Value extends string> = {
  label: string
  value: Value
  choices: readonly { value: Value; label: string }[]
  onChoose: (value: Value) => void
}

/** One of several, with a tick at the one that is. */
export function MenuChoices<Value extends string>({ label, value, choices, onChoose }: MenuChoicesProps<Value>) {
  return (
    <DropdownMenu.RadioGroup value={value} aria-label={label}>
      {choices.map((choice) => (
        <DropdownMenu.RadioItem
          key={choice.value}
          value={choice.value}
          onSelect={() => onChoose(choice.value)}
          className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 text-sm text-ink outline-none select-none data-highlighted:bg-sunk touch:min-h-11"
        >
          <span className="w-4">
            <DropdownMenu.ItemIndicator>
              <Check size={16} />
            </DropdownMenu.ItemIndicator>
          </span>
          {choice.label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  )
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2.5 py-1.5 text-xs text-muted">{children}</DropdownMenu.Label>
}
