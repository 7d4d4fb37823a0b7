import { useEffect, useRef, useState } from 'react'
import { filesDropped } from '../uploads/found-files.ts'
import type { FoundFile } from '../uploads/video-files.ts'
import { isPending, type Sections } from './curriculum-changes.ts'

/**
 * Files dragged over the window go to the section below the pointer, beside all sections to the last one, and without any to a
 * new one. The whole window listens, because a browser leaves the page for a file that is let go beside its goal.
 * @returns the section they would go to now: undefined while nothing is dragged, null for a new one
 */
export function useFileDrop(
  sections: { readonly current: Sections },
  onFiles: (found: readonly FoundFile[], section: string | undefined) => void,
  onUnreadable: () => void,
): string | null | undefined {
  const [over, setOver] = useState<string | null>()
  const latest = useRef({ onFiles, onUnreadable })
  useEffect(() => {
    latest.current = { onFiles, onUnreadable }
  })
  useEffect(() => {
    const sectionAt = (target: EventTarget | null): string | null => {
      const named = sections.current.filter(({ id }) => !isPending(id))
      const below = target instanceof Element ? target.closest<HTMLElement>('[data-section]')?.dataset.section : undefined
      return named.find(({ id }) => id === below)?.id ?? named.at(-1)?.id ?? null
    }
    // What a field of the page has taken for itself is its own.
    const isOurs = (event: DragEvent) => !event.defaultPrevented && event.dataTransfer?.types.includes('Files')
    const onDragOver = (event: DragEvent) => {
      if (!isOurs(event)) return setOver(undefined)
      event.preventDefault()
      setOver(sectionAt(event.target))
    }
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(undefined)
    }
    const onDrop = (event: DragEvent) => {
      setOver(undefined)
      if (!isOurs(event) || !event.dataTransfer) return
      event.preventDefault()
      const section = sectionAt(event.target) ?? undefined
      filesDropped(event.dataTransfer).then(
        (found) => latest.current.onFiles(found, section),
        () => latest.current.onUnreadable(),
      )
    }
    window.addEventListener('dragover', onDragOver)
    window.addEventListener('dragleave', onDragLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onDragOver)
      window.removeEventListener('dragleave', onDragLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [sections])
  return over
}
