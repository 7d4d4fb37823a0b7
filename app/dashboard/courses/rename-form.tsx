import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Input } from '#app/ui/input.tsx'
import { useBoardPart, useBoardState } from './board-state.ts'
import { chooseId } from './choose-box.tsx'
import { useBoard } from './curriculum-context.ts'
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

/** The same for a lesson, from the menu, the keyboard or a double click; Tab goes on to the next lesson's title. */
export function useLessonRename(id: string): ReturnType<typeof useRename> & { next: (step: -1 | 1) => void } {
  const board = useBoardState()
  const { sections } = useBoard()
  const isOpen = useBoardPart(({ renaming }) => renaming === id)
  const was = useRef(false)
  useEffect(() => {
    // Not where another title has been opened in the meantime.
    if (was.current && !isOpen && !board.now.renaming) document.getElementById(chooseId(id))?.focus()
    was.current = isOpen
  }, [isOpen, id, board])
  return {
    isOpen,
    open: () => board.set({ renaming: id }),
    close: () => board.set({ renaming: '' }),
    next(step) {
      const all = sections().flatMap((section) => (board.now.folded.has(section.id) ? [] : section.lessons.map((lesson) => lesson.id)))
      board.set({ renaming: all[all.indexOf(id) + step] ?? '' })
    },
  }
}

type RenameFormProps = {
  title: string
  onRename: (title: string) => void
  close: () => void
  /** Where Tab goes on to. */
  onNext?: (step: -1 | 1) => void
}

export function RenameForm({ title, onRename, close, onNext }: RenameFormProps) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.select(), [])
  const keep = () => {
    const typed = input.current?.value.trim() ?? ''
    if (typed && typed !== title) onRename(typed)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    keep()
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
          if (event.key === 'Escape') {
            event.preventDefault()
            close()
          }
          if (event.key !== 'Tab' || !onNext) return
          event.preventDefault()
          keep()
          onNext(event.shiftKey ? -1 : 1)
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
