import { X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useId, useState } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { IconButton } from './button.tsx'
import { cx } from './cx.ts'

export type ToastMessage = {
  /** The same id replaces the message that has it. */
  id?: string
  text: string
  tone?: 'neutral' | 'danger'
  /** Shown as “Undo”; the toast then stays ten seconds. */
  undo?: () => void
  undoLabel?: string
}

type Shown = ToastMessage & { id: string }

const ShowToast = createContext<((message: ToastMessage) => void) | null>(null)

export class NoToaster extends Error {
  readonly code = 'no_toaster'
  constructor() {
    super('useToast needs a <Toaster> around the page.')
  }
}

/** Shows a short message at the edge of the screen: `toast({ text, undo })`. */
export function useToast(): (message: ToastMessage) => void {
  const show = useContext(ShowToast)
  if (!show) throw new NoToaster()
  return show
}

let made = 0

type ToasterProps = {
  /** A message the server sent along with a redirect; shown once for each id. */
  flash?: Shown | null
  children: ReactNode
}

export function Toaster({ flash, children }: ToasterProps) {
  const [toasts, setToasts] = useState<Shown[]>([])
  const show = useCallback((message: ToastMessage) => {
    const id = message.id ?? `toast-${++made}`
    setToasts((now) => [...now.filter((toast) => toast.id !== id), { ...message, id }].slice(-3))
  }, [])
  const close = useCallback((id: string) => setToasts((now) => now.filter((toast) => toast.id !== id)), [])
  const flashId = flash?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a flash is told apart by its id, loaders give a new object each time
  useEffect(() => {
    if (flash) show(flash)
  }, [flashId, show])
  return (
    <ShowToast.Provider value={show}>
      <Radix.Provider label={uiText.notifications} swipeDirection="down">
        {children}
        {toasts.map((toast) => (
          <Toast key={toast.id} toast={toast} onClose={() => close(toast.id)} />
        ))}
        <Radix.Viewport
          aria-label={uiText.notifications}
          className="fixed inset-x-4 bottom-4 z-50 flex flex-col items-center gap-2 outline-none sm:inset-x-0 sm:bottom-6"
        />
      </Radix.Provider>
    </ShowToast.Provider>
  )
}

function Toast({ toast, onClose }: { toast: Shown; onClose: () => void }) {
  const { text, tone, undo, undoLabel = uiText.undo } = toast
  const words = useId()
  return (
    <Radix.Root
      duration={undo ? 10_000 : 5_000}
      type={tone === 'danger' ? 'foreground' : 'background'}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      // It takes the focus, and is then called what it says.
      aria-labelledby={words}
      className="floating flex w-full max-w-md items-center gap-3 rounded-md py-2 ps-4 pe-2"
    >
      <Radix.Description id={words} className={cx('min-w-0 flex-1 py-1 text-sm', tone === 'danger' && 'text-danger')}>
        {text}
      </Radix.Description>
      {undo ? (
        <Radix.Action altText={undoLabel} onClick={undo} className="button button-quiet button-sm text-accent">
          {undoLabel}
        </Radix.Action>
      ) : null}
      <Radix.Close asChild>
        <IconButton label={uiText.close} icon={X} size="sm" />
      </Radix.Close>
    </Radix.Root>
  )
}
