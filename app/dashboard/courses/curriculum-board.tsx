import {
  type CollisionDetection,
  closestCenter,
  DndContext,
  type DragEndEvent,
  type DragOverEvent,
  DragOverlay,
  MeasuringStrategy,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { CirclePlay, FileText, GripVertical } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#app/ui/empty.tsx'
import { useReducedMotion } from '#app/ui/reduced-motion.ts'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import { AddLine } from './add-line.tsx'
import { AddVideos, useFileDialogs } from './add-videos.tsx'
import { BoardStateProvider } from './board-state.ts'
import { BoardTools, Choosing } from './board-tools.tsx'
import { ChoiceBar } from './choice-bar.tsx'
import { applyChange, type CurriculumChange, isPending, placeOfLesson, type Sections, stepOf } from './curriculum-changes.ts'
import { ADD_SECTION, addLessonId, type BoardActions, BoardProvider, HOW_TO_MOVE, handleId, type Kind } from './curriculum-context.ts'
import { KeysSheet } from './keys-sheet.tsx'
import { SectionBlock } from './section-block.tsx'
import { useAddVideos } from './use-add-videos.ts'
import { useBoardKeys } from './use-board-keys.ts'
import { useFileDrop } from './use-file-drop.ts'
import { useFolding } from './use-folding.ts'
import { moveTo, placeInWords, useLift } from './use-lift.ts'

type BoardProps = {
  sections: Sections
  change: BoardActions['change']
  school: string
  course: string
  /** The row whose menu is written out: what its button leads to without script. */
  menu: string
}

interface Dragged {
  readonly kind: Kind
  readonly id: string
  readonly title: string
  readonly sections: Sections
}

// Made once: new ones with each rendering would have dnd-kit draw every row anew.
const POINTER = { activationConstraint: { distance: 4 } }
const MEASURING = { droppable: { strategy: MeasuringStrategy.WhileDragging } }
const DROP = { duration: 160, easing: 'cubic-bezier(0.2, 0, 0, 1)' }

/** Sections and their lessons, to be dragged, stepped, renamed, added to and taken from. */
export function CurriculumBoard({ sections: given, change, school, course, menu }: BoardProps) {
  const { t } = useTranslation()
  const latest = useRef(given)
  latest.current = given
  const lift = useLift(latest, change)
  const [dragged, setDragged] = useState<Dragged | null>(null)
  const sections = dragged?.sections ?? lift.lifted?.sections ?? given
  const shown = useRef(sections)
  shown.current = sections
  const addVideos = useAddVideos({ school, course, change })
  const { chooseVideos, inputs } = useFileDialogs(addVideos)
  const toast = useToast()
  const target = useFileDrop(latest, addVideos, () => toast({ text: t('courses.curriculum.videos.unreadable'), tone: 'danger' }))
  const board = useBoardActions({ school, course, change, latest, lift, chooseVideos })
  const state = useFolding(course)
  const [isSheetOpen, setSheetOpen] = useState(false)
  const openSheet = useCallback(() => setSheetOpen(true), [])
  const keys = useBoardKeys(state, board, latest, openSheet)
  const [query, setQuery] = useState('')
  const matching = useMemo(() => lessonsCalled(given, query), [given, query])
  const isStill = useReducedMotion()
  const sensors = useSensors(useSensor(PointerSensor, POINTER))

  const items = useStable(sections.map((section) => section.id))

  const onDragOver = ({ active, over }: DragOverEvent) => {
    if (dragged?.kind !== 'lesson' || !over) return
    const overId = String(over.id)
    const to = placeOfLesson(dragged.sections, overId) ?? { section: overId, index: 0 }
    const from = placeOfLesson(dragged.sections, dragged.id)
    if (!from || from.section === to.section) return
    const middle = over.rect.top + over.rect.height / 2
    const isBelow = (active.rect.current.translated?.top ?? 0) > middle
    const index = overId === to.section ? 0 : to.index + (isBelow ? 1 : 0)
    setDragged({
      ...dragged,
      sections: applyChange(dragged.sections, { intent: 'move-lesson', lesson: dragged.id, section: to.section, index }),
    })
  }
  const onDragEnd = ({ over }: DragEndEvent) => {
    setDragged(null)
    const move = dragged && over && placedAt(dragged, String(over.id))
    if (move && JSON.stringify(move) !== JSON.stringify(moveTo(given, dragged.kind, dragged.id))) change(move)
  }

  let before = 0
  return (
    <BoardStateProvider value={state}>
      <BoardProvider value={board}>
        <Choosing {...keys} isSearching={matching !== null}>
          {given.length ? <BoardTools onSearch={setQuery} onKeys={openSheet} found={matching?.size} /> : null}
          <p id={HOW_TO_MOVE} className="sr-only">
            {t('courses.curriculum.howToMove')}
          </p>
          <p aria-live="assertive" className="sr-only">
            {lift.said}
          </p>
          <DndContext
            id="curriculum"
            sensors={sensors}
            collisionDetection={nearest}
            measuring={MEASURING}
            accessibility={{
              screenReaderInstructions: { draggable: t('courses.curriculum.howToMove') },
              announcements: {
                onDragStart: ({ active }) => t('courses.curriculum.lifted', { title: titleOf(active.data.current) }),
                onDragOver: ({ active, over }) => {
                  const move = dragged && over && placedAt(dragged, String(over.id))
                  const title = titleOf(active.data.current)
                  return move && dragged ? placeInWords(t, applyChange(shown.current, move), dragged.kind, dragged.id, title) : undefined
                },
                onDragEnd: ({ active }) => t('courses.curriculum.dropped', { title: titleOf(active.data.current) }),
                onDragCancel: ({ active }) => t('courses.curriculum.cancelled', { title: titleOf(active.data.current) }),
              },
            }}
            onDragStart={({ active }) => {
              const kind = active.data.current?.kind === 'section' ? 'section' : 'lesson'
              setDragged({ kind, id: String(active.id), title: titleOf(active.data.current), sections: latest.current })
            }}
            onDragOver={onDragOver}
            onDragEnd={onDragEnd}
            onDragCancel={() => setDragged(null)}
          >
            {sections.length === 0 ? (
              <EmptyState
                title={t('courses.curriculum.emptyTitle')}
                text={t('courses.curriculum.emptyText')}
                action={<AddVideos />}
                className="mb-4"
              />
            ) : null}
            <SortableContext items={items} strategy={verticalListSortingStrategy}>
              {sections.map((section, at) => {
                const first = before + 1
                before += section.lessons.length
                if (matching && !section.lessons.some((lesson) => matching.has(lesson.id))) return null
                return (
                  <SectionBlock
                    key={section.id}
                    section={section}
                    number={at + 1}
                    firstNumber={first}
                    isFirst={at === 0}
                    isLast={at === sections.length - 1}
                    lifted={lift.lifted?.id ?? null}
                    isTarget={target === section.id}
                    menu={menu}
                    matching={matching}
                  />
                )
              })}
            </SortableContext>
            <DragOverlay dropAnimation={isStill ? null : DROP}>{dragged ? <InHand dragged={dragged} /> : null}</DragOverlay>
          </DndContext>
          <AddLine
            className="mt-8"
            id={ADD_SECTION}
            label={t('courses.curriculum.addSection')}
            fields={{ intent: 'add-section' }}
            large
            onAdd={(title) => change({ intent: 'add-section', title })}
          />
          <ChoiceBar sections={given} />
          {inputs}
          {target === undefined ? null : <DropHint section={given.find(({ id }) => id === target)?.title} />}
        </Choosing>
        <KeysSheet open={isSheetOpen} onOpenChange={setSheetOpen} />
      </BoardProvider>
    </BoardStateProvider>
  )
}

/** Where files that are held over the page would go. */
function DropHint({ section }: { section: string | undefined }) {
  const { t } = useTranslation()
  return (
    <p className="floating pointer-events-none fixed inset-x-0 bottom-6 z-50 mx-auto w-fit max-w-[80vw] truncate rounded-md px-5 py-3 font-medium">
      {section === undefined ? t('courses.curriculum.videos.dropNew') : t('courses.curriculum.videos.dropInto', { section })}
    </p>
  )
}

/** The lessons whose title, or whose section's, holds what one searches; null while one does not. */
function lessonsCalled(sections: Sections, query: string): ReadonlySet<string> | null {
  const text = query.trim().toLowerCase()
  if (!text) return null
  const holds = (title: string) => title.toLowerCase().includes(text)
  return new Set(
    sections.flatMap((section) =>
      holds(section.title) ? section.lessons.map(({ id }) => id) : section.lessons.flatMap(({ id, title }) => (holds(title) ? id : [])),
    ),
  )
}

/** What is being dragged, as it looks in its row. */
function InHand({ dragged: { kind, id, title, sections } }: { dragged: Dragged }) {
  const lessons = sections.flatMap((section) => section.lessons)
  const at = kind === 'lesson' ? lessons.findIndex((lesson) => lesson.id === id) : sections.findIndex((section) => section.id === id)
  const Icon = lessons[at]?.kind === 'text' ? FileText : CirclePlay
  return (
    <div className="flex min-h-[46px] items-center gap-2 rounded-sm bg-raised pe-4 shadow-float">
      <span className="-ms-1.5 grid w-6 flex-none place-items-center text-muted">
        <GripVertical size={16} />
      </span>
      {kind === 'lesson' ? (
        <>
          <span className="w-6 flex-none text-sm text-muted tabular-nums">{at + 1}</span>
          <Icon size={18} className="text-muted" />
          <span className="truncate ps-1 text-ui">{title}</span>
        </>
      ) : (
        <span className="truncate font-serif text-lg">
          {at + 1} · {title}
        </span>
      )}
    </div>
  )
}

/** The same list as long as it holds the same ids. */
function useStable(ids: string[]): string[] {
  const kept = useRef(ids)
  if (kept.current.join() !== ids.join()) kept.current = ids
  return kept.current
}

/** The same object for the life of the board; what changes is reached through refs. */
function useBoardActions({
  school,
  course,
  change,
  latest,
  lift,
  chooseVideos,
}: Pick<BoardActions, 'school' | 'course' | 'change' | 'chooseVideos'> & {
  latest: { readonly current: Sections }
  lift: ReturnType<typeof useLift>
}) {
  const { t } = useTranslation()
  const toast = useToast()
  const { onKey, onBlur } = lift
  const focusNext = useFocusNext(latest)
  return useMemo<BoardActions>(() => {
    const page = urls.dashboard.course(school, course)
    return {
      school,
      course,
      page,
      action: urls.dashboard.curriculum(school, course),
      change,
      chooseVideos,
      sections: () => latest.current,
      step(kind, id, step) {
        const move = stepOf(latest.current, kind, id, step)
        if (move) change(move)
      },
      remove(kind, id, title) {
        focusNext(neighbourOf(latest.current, kind, id))
        change(kind === 'lesson' ? { intent: 'delete-lesson', lesson: id } : { intent: 'delete-section', section: id })
        toast({
          text: t(kind === 'lesson' ? 'courses.curriculum.lessonDeleted' : 'courses.curriculum.sectionDeleted', { title }),
          undo: () => change(kind === 'lesson' ? { intent: 'restore-lesson', lesson: id } : { intent: 'restore-section', section: id }),
        })
      },
      duplicate(kind, id, title) {
        const copy: CurriculumChange =
          kind === 'lesson' ? { intent: 'duplicate-lessons', lessons: [id] } : { intent: 'duplicate-section', section: id }
        change(copy, ([made = '']) =>
          toast({
            text: t('courses.curriculum.duplicated', { title }),
            undo: () => change(kind === 'lesson' ? { intent: 'delete-lesson', lesson: made } : { intent: 'delete-section', section: made }),
          }),
        )
      },
      onHandleKey: onKey,
      onHandleBlur: onBlur,
    }
  }, [school, course, change, chooseVideos, latest, toast, t, onKey, onBlur, focusNext])
}

/** Once what had the focus is gone, it goes to what was named. */
function useFocusNext(latest: { readonly current: Sections }): (elementId: string) => void {
  const next = useRef('')
  const sections = latest.current
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the row is gone
  useEffect(() => {
    if (!next.current) return
    document.getElementById(next.current)?.focus()
    next.current = ''
  }, [sections])
  return useCallback((elementId: string) => {
    next.current = elementId
  }, [])
}

/** What takes the focus when this is taken away: the handle of what comes after it, else before it, else the line to add one. */
function neighbourOf(sections: Sections, kind: Kind, id: string): string {
  const home = sections.find((section) => section.lessons.some((lesson) => lesson.id === id))
  const all = kind === 'section' ? sections : (home?.lessons ?? [])
  const at = all.findIndex((one) => one.id === id)
  const next = all[at + 1] ?? all[at - 1]
  if (next) return handleId(next.id)
  return kind === 'section' ? ADD_SECTION : addLessonId(home?.id ?? '')
}

/** Lessons meet lessons and empty sections, sections meet sections; what the server has not named yet takes nothing in. */
const nearest: CollisionDetection = (args) => {
  const kind = args.active.data.current?.kind
  return closestCenter({
    ...args,
    droppableContainers: args.droppableContainers.filter(({ id, data }) => {
      if (isPending(String(id))) return false
      return data.current?.kind === kind || (kind === 'lesson' && data.current?.isEmpty === true)
    }),
  })
}

/** The change that puts what is dragged where it was let go. */
function placedAt({ kind, id, sections }: Dragged, overId: string): CurriculumChange | undefined {
  if (kind === 'section') {
    const index = sections.findIndex((section) => section.id === overId)
    return index < 0 ? undefined : { intent: 'move-section', section: id, index }
  }
  const over = placeOfLesson(sections, overId)
  // Over an empty section, or its own place: it has been put there on the way.
  return over ? { intent: 'move-lesson', lesson: id, section: over.section, index: over.index } : moveTo(sections, kind, id)
}

const titleOf = (data: Record<string, unknown> | undefined): string => (typeof data?.title === 'string' ? data.title : '')
