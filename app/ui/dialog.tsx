import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useRef, useState } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { Button, IconButton } from './button.tsx'
import { Input } from './input.tsx'

type DialogProps = {
  /** The button that opens it, when the dialog keeps its own state. */
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  title: string
  text?: ReactNode
  footer?: ReactNode
  closeLabel?: string
  /** Where it is put instead of the page: what fills the screen hides all the rest. */
  container?: HTMLElement
  children?: ReactNode
}

/** A question or a small form above the page: centred on a desk, from the bottom edge on a phone. */
export function Dialog({ trigger, open, onOpenChange, title, text, footer, closeLabel = uiText.close, container, children }: DialogProps) {
  const opener = useRef<Element | null>(null)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal container={container}>
        <Radix.Overlay className="scrim grid items-end overflow-y-auto sm:place-items-center sm:p-6">
          <Radix.Content
            aria-modal="true"
            onOpenAutoFocus={() => {
              opener.current = document.activeElement
            }}
            onCloseAutoFocus={(event) => {
              // Radix leads back to its own trigger alone, and here the address or a menu may have opened it.
              const { current } = opener
              if (trigger || !(current instanceof HTMLElement) || current === document.body || !current.isConnected) return
              event.preventDefault()
              current.focus()
            }}
            className="floating relative w-full max-w-[480px] rounded-t-lg p-6 sm:rounded-lg"
            {...(text ? {} : { 'aria-describedby': undefined })}
          >
            <Radix.Title className="pe-10 text-xl">{title}</Radix.Title>
            {text ? <Radix.Description className="mt-2 text-ui text-soft">{text}</Radix.Description> : null}
            {children ? <div className="mt-5">{children}</div> : null}
            {footer ? <div className="mt-6 flex flex-wrap justify-end gap-2 max-sm:*:flex-1">{footer}</div> : null}
            <Radix.Close asChild>
              <IconButton label={closeLabel} icon={X} className="absolute inset-e-3 top-3" />
            </Radix.Close>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}

export const DialogClose = Radix.Close

type ConfirmDialogProps = Pick<DialogProps, 'trigger' | 'open' | 'onOpenChange'> & {
  /** The name of what is lost, shown large. */
  thing: string
  /** What happens, as a question that holds the name. */
  title: string
  /** What it means and that it cannot be undone. */
  text: ReactNode
  confirm: string
  cancel?: string
  busy?: boolean
  /** Asks to type the thing's name first, under this label. For what takes others with it. */
  typeName?: string
  /** Either a form's id, submitted by the button, or a function. */
  form?: string
  onConfirm?: () => void
}

/** Only for what cannot be undone; everything else acts at once and offers undo in a toast. */
export function ConfirmDialog({
  thing,
  title,
  text,
  confirm,
  cancel = uiText.cancel,
  busy,
  typeName,
  form,
  onConfirm,
  ...dialog
}: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const ready = !typeName || typed.trim() === thing
  return (
    <Dialog
      {...dialog}
      title={title}
      text={text}
      footer={
        <>
          <DialogClose asChild>
            <Button>{cancel}</Button>
          </DialogClose>
          <Button variant="danger" busy={busy} disabled={!ready} type={form ? 'submit' : 'button'} form={form} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      <p className="border-s-2 border-danger ps-4 font-serif text-lg">{thing}</p>
      {typeName ? (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside
        <label className="mt-5 flex flex-col gap-1.5 text-sm font-medium">
          {typeName}
          <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} />
        </label>
      ) : null}
    </Dialog>
  )
}
