import type { TFunction } from 'i18next'
import { type KeyboardEvent, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { applyChange, type CurriculumChange, placeOfLesson, type Sections, stepOf } from './curriculum-changes.ts'
import { handleId, type Kind } from './curriculum-context.ts'

interface Lifted {
  readonly kind: Kind
  readonly id: string
  readonly title: string
  readonly sections: Sections
}

/**
 * Moving by keyboard: space picks up, arrows move, space puts down, escape leaves it where it was. The list itself is
 * reordered with each step, so what is seen, what has the focus and what is said are always the same.
 */
export function useLift(current: { readonly current: Sections }, change: (change: CurriculumChange) => void) {
  const { t } = useTranslation()
  const [lifted, setLifted] = useState<Lifted | null>(null)
  const [said, setSaid] = useState('')
  const latest = useRef(lifted)
  latest.current = lifted

  // A handle that is moved in the document loses the focus on the way, also when it goes back to where it was.
  const held = useRef('')
  useLayoutEffect(() => {
    if (!lifted && document.activeElement !== document.body) held.current = ''
    document.getElementById(handleId(lifted?.id ?? held.current))?.focus()
    held.current = lifted?.id ?? ''
  }, [lifted])

  const put = useCallback(
    (held: Lifted) => {
      setLifted(null)
      setSaid(t('courses.curriculum.dropped', { title: held.title }))
      const move = moveTo(held.sections, held.kind, held.id)
      if (move && !isSamePlace(current.current, held)) change(move)
    },
    [t, change, current],
  )

  const onKey = useCallback(
    (event: KeyboardEvent, kind: Kind, id: string, title: string) => {
      const held = latest.current
      if (event.key === ' ' || event.key === 'Enter') {
        event.preventDefault()
        if (held) return put(held)
        setLifted({ kind, id, title, sections: current.current })
        return setSaid(t('courses.curriculum.lifted', { title }))
      }
      if (!held) return
      if (event.key === 'Escape') {
        event.preventDefault()
        setLifted(null)
        return setSaid(t('courses.curriculum.cancelled', { title }))
      }
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined
      if (!step) return
      event.preventDefault()
      const move = stepOf(held.sections, kind, id, step)
      if (!move) return
      const sections = applyChange(held.sections, move)
      setLifted({ ...held, sections })
      setSaid(placeInWords(t, sections, kind, id, title))
    },
    [t, current, put],
  )

  const onBlur = useCallback(
    (id: string) => {
      // Moving its element takes the focus away for a moment; only who has really gone elsewhere puts it down.
      requestAnimationFrame(() => {
        const held = latest.current
        if (held?.id === id && document.activeElement?.id !== handleId(id)) put(held)
      })
    },
    [put],
  )
  return { lifted, said, onKey, onBlur }
}

/** Where something stands, for who does not see it. */
export function placeInWords(t: TFunction, sections: Sections, kind: Kind, id: string, title: string): string {
  if (kind === 'section') {
    const place = sections.findIndex((section) => section.id === id) + 1
    return t('courses.curriculum.sectionAt', { title, place, count: sections.length })
  }
  const place = placeOfLesson(sections, id)
  return place ? t('courses.curriculum.lessonAt', { title, place: place.index + 1, count: place.count, section: place.sectionTitle }) : ''
}

/** The change that puts something where it stands in these sections. */
export function moveTo(sections: Sections, kind: Kind, id: string): CurriculumChange | undefined {
  if (kind === 'section') return { intent: 'move-section', section: id, index: sections.findIndex((section) => section.id === id) }
  const place = placeOfLesson(sections, id)
  return place && { intent: 'move-lesson', lesson: id, section: place.section, index: place.index }
}

const isSamePlace = (before: Sections, { sections, kind, id }: Lifted): boolean =>
  JSON.stringify(moveTo(before, kind, id)) === JSON.stringify(moveTo(sections, kind, id))
