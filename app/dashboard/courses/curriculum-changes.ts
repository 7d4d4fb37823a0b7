import { z } from 'zod'
import type { CurriculumLesson, CurriculumSection } from '#tenants/courses/curriculum-view.ts'
import { title } from './course-schemas.ts'

const id = z.string().min(1).max(64)
/** A place from 0. */
const index = z.coerce.number().int().min(0).max(10_000)

/** Lists travel in a form as JSON. */
const listed = <T extends z.ZodType>(one: T) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value
    try {
      return JSON.parse(value)
    } catch {
      context.issues.push({ code: 'custom', message: 'forms.required', input: value })
      return z.NEVER
    }
  }, z.array(one).max(500))
const ids = listed(id)
const places = listed(z.object({ section: id, lessons: z.array(id).max(500) }))

/** Everything the curriculum's screen can do, as its forms send it. */
export const CurriculumChange = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('add-lesson'), section: id, title, kind: z.enum(['video', 'text']) }),
  z.object({ intent: z.literal('add-videos'), section: id, titles: listed(title) }),
  z.object({ intent: z.literal('add-section'), title }),
  z.object({ intent: z.literal('rename-lesson'), lesson: id, title }),
  z.object({ intent: z.literal('rename-section'), section: id, title }),
  z.object({ intent: z.literal('set-preview'), lesson: id, preview: z.enum(['on', 'off']) }),
  z.object({ intent: z.literal('move-lesson'), lesson: id, section: id, index }),
  z.object({ intent: z.literal('move-section'), section: id, index }),
  z.object({ intent: z.literal('delete-lesson'), lesson: id }),
  z.object({ intent: z.literal('restore-lesson'), lesson: id }),
  z.object({ intent: z.literal('delete-section'), section: id }),
  z.object({ intent: z.literal('restore-section'), section: id }),
  z.object({ intent: z.literal('duplicate-section'), section: id }),
  z.object({ intent: z.literal('move-lessons'), lessons: ids, section: id }),
  z.object({ intent: z.literal('move-to-course'), lessons: ids, course: id, section: id }),
  z.object({ intent: z.literal('arrange'), places }),
  z.object({ intent: z.literal('set-previews'), open: ids, closed: ids }),
  z.object({ intent: z.literal('delete-lessons'), lessons: ids }),
  z.object({ intent: z.literal('restore-lessons'), lessons: ids }),
  z.object({ intent: z.literal('duplicate-lessons'), lessons: ids }),
])
export type CurriculumChange = z.infer<typeof CurriculumChange>

export const formOf = (change: CurriculumChange): Record<string, string> =>
  Object.fromEntries(
    Object.entries(change).map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  )

export type Sections = readonly CurriculumSection[]

/** Marks what the server has not named yet. */
const NEW = 'new:'
export const isPending = (id: string): boolean => id.startsWith(NEW)

/**
 * The curriculum as it will be: what the screen shows until the server has answered. What it does not touch stays the
 * same object. Applying a change a second time changes nothing, so data that holds it already may arrive at any moment.
 * @param key names the change, for what it adds
 */
export function applyChange(sections: Sections, change: CurriculumChange, key = ''): Sections {
  switch (change.intent) {
    case 'add-lesson':
      return editSection(sections, change.section, (section) => ({
        ...section,
        lessons: [...section.lessons, newLesson(NEW + key, change.title, change.kind)],
      }))
    case 'add-videos':
      return editSection(sections, change.section, (section) => ({
        ...section,
        lessons: [...section.lessons, ...change.titles.map((title, at) => newLesson(`${NEW}${key}.${at}`, title, 'video'))],
      }))
    case 'add-section':
      return [...sections, { id: NEW + key, title: change.title, lessons: [] }]
    case 'rename-lesson':
      return editLesson(sections, change.lesson, (lesson) => ({ ...lesson, title: change.title }))
    case 'rename-section':
      return editSection(sections, change.section, (section) => ({ ...section, title: change.title }))
    case 'set-preview':
      return editLesson(sections, change.lesson, (lesson) => ({ ...lesson, preview: change.preview === 'on' }))
    case 'move-lesson':
      return moveLesson(sections, change.lesson, change)
    case 'move-section': {
      const section = sections.find((one) => one.id === change.section)
      return section
        ? inserted(
            sections.filter((one) => one !== section),
            section,
            change.index,
          )
        : sections
    }
    case 'delete-lesson':
      return sections.map((section) =>
        section.lessons.some((lesson) => lesson.id === change.lesson)
          ? { ...section, lessons: section.lessons.filter((lesson) => lesson.id !== change.lesson) }
          : section,
      )
    case 'delete-section':
      return sections.filter((section) => section.id !== change.section)
    case 'move-lessons':
      return change.lessons.length ? moveTogether(sections, change.lessons, change.section) : sections
    case 'delete-lessons':
    case 'move-to-course':
      return without(sections, new Set(change.lessons))
    case 'set-previews': {
      const preview = new Map([...change.open.map((one) => [one, true] as const), ...change.closed.map((one) => [one, false] as const)])
      return sections.map((section) =>
        section.lessons.some((lesson) => preview.has(lesson.id))
          ? { ...section, lessons: section.lessons.map((lesson) => ({ ...lesson, preview: preview.get(lesson.id) ?? lesson.preview })) }
          : section,
      )
    }
    case 'arrange':
    case 'duplicate-lessons':
    case 'duplicate-section':
    case 'restore-lesson':
    case 'restore-lessons':
    case 'restore-section':
      // What comes back, or is made, is the server's to say.
      return sections
  }
}

const without = (sections: Sections, gone: ReadonlySet<string>): Sections =>
  sections.map((section) =>
    section.lessons.some((lesson) => gone.has(lesson.id))
      ? { ...section, lessons: section.lessons.filter((lesson) => !gone.has(lesson.id)) }
      : section,
  )

/** To the end of a section, in the order they stand in. */
function moveTogether(sections: Sections, ids: readonly string[], to: string): Sections {
  if (!sections.some((section) => section.id === to)) return sections
  const moved = new Set(ids)
  const moving = sections.flatMap((section) => section.lessons.filter((lesson) => moved.has(lesson.id)))
  return without(sections, moved).map((section) => (section.id === to ? { ...section, lessons: [...section.lessons, ...moving] } : section))
}

/** The sections these lessons stand in, and the one they go to, as they are: what `arrange` puts back. */
export const placesOf = (sections: Sections, ids: ReadonlySet<string>, to = ''): { section: string; lessons: string[] }[] =>
  sections
    .filter((section) => section.id === to || section.lessons.some((lesson) => ids.has(lesson.id)))
    .map((section) => ({ section: section.id, lessons: section.lessons.flatMap(({ id }) => (isPending(id) ? [] : id)) }))

function moveLesson(sections: Sections, id: string, to: { section: string; index: number }): Sections {
  const lesson = sections.flatMap((section) => section.lessons).find((one) => one.id === id)
  if (!lesson || !sections.some((section) => section.id === to.section)) return sections
  return sections.map((section) => {
    const has = section.lessons.includes(lesson)
    if (!has && section.id !== to.section) return section
    const others = has ? section.lessons.filter((one) => one !== lesson) : section.lessons
    return { ...section, lessons: section.id === to.section ? inserted(others, lesson, to.index) : others }
  })
}

export interface Place {
  readonly section: string
  readonly sectionTitle: string
  /** From 0. */
  readonly index: number
  readonly count: number
}

export function placeOfLesson(sections: Sections, id: string): Place | undefined {
  for (const section of sections) {
    const index = section.lessons.findIndex((lesson) => lesson.id === id)
    if (index >= 0) return { section: section.id, sectionTitle: section.title, index, count: section.lessons.length }
  }
  return undefined
}

/** One step up (-1) or down (1); at the edge of its section a lesson goes over into the next one. Undefined at the end of the way. */
export function stepOf(sections: Sections, kind: 'lesson' | 'section', id: string, step: -1 | 1): CurriculumChange | undefined {
  if (kind === 'section') {
    const index = sections.findIndex((section) => section.id === id) + step
    return index < 0 || index >= sections.length ? undefined : { intent: 'move-section', section: id, index }
  }
  const place = placeOfLesson(sections, id)
  if (!place) return undefined
  const index = place.index + step
  if (index >= 0 && index < place.count) return { intent: 'move-lesson', lesson: id, section: place.section, index }
  const next = sections[sections.findIndex((section) => section.id === place.section) + step]
  return next && { intent: 'move-lesson', lesson: id, section: next.id, index: step < 0 ? next.lessons.length : 0 }
}

const inserted = <T>(list: readonly T[], one: T, at: number): T[] => [...list.slice(0, at), one, ...list.slice(at)]

const editSection = (sections: Sections, id: string, edit: (section: CurriculumSection) => CurriculumSection): Sections =>
  sections.map((section) => (section.id === id ? edit(section) : section))

const editLesson = (sections: Sections, id: string, edit: (lesson: CurriculumLesson) => CurriculumLesson): Sections =>
  sections.map((section) =>
    section.lessons.some((lesson) => lesson.id === id)
      ? { ...section, lessons: section.lessons.map((lesson) => (lesson.id === id ? edit(lesson) : lesson)) }
      : section,
  )

const newLesson = (id: string, title: string, kind: 'video' | 'text'): CurriculumLesson => ({
  id,
  title,
  kind,
  preview: false,
  seconds: 0,
  isNew: false,
  isEmpty: true,
  video: kind === 'video' ? { state: 'none' } : null,
})
