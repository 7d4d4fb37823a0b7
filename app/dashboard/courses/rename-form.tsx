import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Input } from '#app/ui/input.tsx'
import { menuButtonId } from './menu-button.tsx'

/** A title that can be typed over in its place. When it closes, the focus goes back to the row's menu. */
export function useRename(id: string): { isOpen: boolean; open(): void; close(): void } {
  const [isOpen, setOpen] = useState(false)
  const was = useRef(false)
  useEffect(() => {
    if (was.current && !isOpen) document.getElementById(menuButtonId(id))?.focus()
    was.current = isOpen
  }, [isOpen, id])
  return { isOpen, open: () => setOpen(true), close: () => setOpen(false) }
}

type RenameFormProps = { title: string; onRename: (title: string) => void; close: () => void }

export function RenameForm({ title, onRename, close }: RenameFormProps) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const typed = input.current?.value.trim() ?? ''
    if (typed && typed !== title) onRename(typed)
    close()
  }
  return (
    <form onSubmit={submit} className="flex min-w-0 flex-1 flex-wrap items-center gap-2 py-1">
      <Input
        ref={input}
        defaultValue={title}
        aria-label={t('courses.curriculum.name')}
        maxLength={200}
        autoComplete="off"
        className="min-w-0 flex-[1_1_12rem]"
        onKeyDown={(event) => {
          if (event.key === 'Escape') close()
        }}
      />
      <Button type="submit" size="sm">
        {t('courses.save')}
      </Button>
      <Button size="sm" variant="quiet" onClick={close}>
        {t('courses.cancel')}
      </Button>
    </form>
  )
}
