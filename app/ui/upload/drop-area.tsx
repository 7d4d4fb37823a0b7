import { UploadCloud } from 'lucide-react'
import { type DragEvent, type ReactNode, useState } from 'react'
import type { UploadText } from '#app/locales/en/upload.ts'
import { cx } from '../cx.ts'

type DropAreaProps = {
  label: ReactNode
  hint: ReactNode
  hintId: string
  text: Pick<UploadText, 'choose' | 'drop' | 'dropNow'>
  /** What was chosen, instead of how to choose. */
  chosen?: string | undefined
  className?: string
  onDrop: (files: FileList) => void
  /** The input itself takes focus, Enter and Space; this label around it is what can be seen, clicked and dropped on. */
  children: ReactNode
}

export function DropArea({ label, hint, hintId, text, chosen, className, onDrop, children }: DropAreaProps) {
  const [over, setOver] = useState(false)
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault()
    setOver(inside)
  }
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside
    <label
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        drag(event, false)
        onDrop(event.dataTransfer.files)
      }}
      className={cx(
        'flex min-h-28 cursor-pointer items-center gap-4 rounded-[10px] border border-dashed px-5 py-4 transition-colors duration-150',
        'has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 has-[:focus-visible]:outline-accent',
        over ? 'border-accent bg-accent-wash' : 'border-line-strong hover:bg-held',
        className,
      )}
    >
      {children}
      <UploadCloud aria-hidden="true" size={22} className={cx('flex-none', over ? 'text-accent' : 'text-muted')} />
      <span className="min-w-0">
        <span className="block font-medium text-ink">{label}</span>
        <span className="block text-sm wrap-anywhere text-soft">
          {over
            ? text.dropNow
            : (chosen ?? (
                <>
                  <span className="text-accent">{text.choose}</span> {text.drop}
                </>
              ))}
        </span>
        <span id={hintId} className="block text-xs text-muted">
          {hint}
        </span>
      </span>
    </label>
  )
}

/** Browsers hold only the file dialog to `accept`, not what is dropped. */
export function isAccepted(file: File, accept: string): boolean {
  const kinds = accept.split(',').map((kind) => kind.trim().toLowerCase())
  const type = file.type.toLowerCase()
  return kinds.some((kind) => {
    if (kind === '' || kind === '*/*') return true
    if (kind.startsWith('.')) return file.name.toLowerCase().endsWith(kind)
    return kind.endsWith('/*') ? type.startsWith(kind.slice(0, -1)) : type === kind
  })
}
