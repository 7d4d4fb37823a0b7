import { type KeyboardEvent, type MouseEvent, useMemo } from 'react'
import type { BoardState } from './board-state.ts'
import { chooseId } from './choose-box.tsx'
import type { Sections } from './curriculum-changes.ts'
import { type BoardActions, handleId, type Kind } from './curriculum-context.ts'

export const FIND_IN_COURSE = 'find-in-course'
export const lessonLinkId = (id: string): string => `lesson-${id}`

/** The keys of the whole board; those of what is lifted come first and stay here unheard (`use-lift`). */
export function useBoardKeys(
  state: BoardState,
  actions: Pick<BoardActions, 'step'>,
  latest: { readonly current: Sections },
  openSheet: () => void,
) {
  return useMemo(() => {
    const order = () => latest.current.flatMap((section) => (state.now.folded.has(section.id) ? [] : section.lessons.map(({ id }) => id)))
    const onKeyDown = (event: KeyboardEvent) => {
      const { target, key } = event
      if (event.defaultPrevented || !(target instanceof HTMLElement)) return
      const typing = target.matches('input:not([type=checkbox]), textarea, select')
      if (key === 'Escape' && !typing && state.now.selected.size) {
        event.preventDefault()
        state.clear()
        return
      }
      if (typing) return
      if (key === '?' || key === '/') {
        event.preventDefault()
        if (key === '?') openSheet()
        else document.getElementById(FIND_IN_COURSE)?.focus()
        return
      }
      const row = rowOf(target)
      if (!row) return
      const { kind, id } = row
      const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
      if (step && event.altKey) {
        event.preventDefault()
        actions.step(kind, id, step)
        refocus(target.id)
        return
      }
      if (kind !== 'lesson') return
      if (step) {
        const all = order()
        const next = all[all.indexOf(id) + step]
        if (!next) return
        event.preventDefault()
        if (event.shiftKey) {
          if (!state.now.selected.size) state.select([id], id)
          state.extendTo(next, all)
        }
        focusRow(next, target.id)
        return
      }
      if (key === 'F2' || (key === 'Enter' && target.id === chooseId(id))) {
        event.preventDefault()
        state.set({ renaming: id })
        return
      }
      if (key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        const home = latest.current.find((section) => section.lessons.some((lesson) => lesson.id === id))
        state.select([...state.now.selected, ...(home?.lessons.map((lesson) => lesson.id) ?? [])], id)
      }
    }
    /** A click with Shift chooses up to here, before the box itself hears of it. */
    const onClickCapture = (event: MouseEvent) => {
      const row = event.shiftKey && event.target instanceof HTMLElement ? rowOf(event.target) : undefined
      if (row?.kind !== 'lesson' || !(event.target instanceof HTMLElement) || event.target.id !== chooseId(row.id)) return
      event.preventDefault()
      event.stopPropagation()
      // After the browser has taken its own tick back, which it does once this event is over.
      requestAnimationFrame(() => state.extendTo(row.id, order()))
    }
    const onDoubleClick = ({ target }: MouseEvent) => {
      const row = target instanceof HTMLElement && !target.closest('a, button, input') ? rowOf(target) : undefined
      if (row?.kind === 'lesson') state.set({ renaming: row.id })
    }
    return { onKeyDown, onClickCapture, onDoubleClick }
  }, [state, actions, latest, openSheet])
}

function rowOf(target: HTMLElement): { kind: Kind; id: string } | undefined {
  const row = target.closest<HTMLElement>('[data-lesson], [data-section]')
  const { lesson, section } = row?.dataset ?? {}
  if (lesson) return { kind: 'lesson', id: lesson }
  return section ? { kind: 'section', id: section } : undefined
}

/** The same part of another row; a row that is far has its link alone. */
function focusRow(id: string, from: string): void {
  const part = from.startsWith('move-') ? handleId(id) : from.startsWith('lesson-') ? lessonLinkId(id) : chooseId(id)
  const element = document.getElementById(part) ?? document.getElementById(lessonLinkId(id))
  element?.focus()
}

/** What is moved in the document loses the focus on the way. */
function refocus(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus())
}
