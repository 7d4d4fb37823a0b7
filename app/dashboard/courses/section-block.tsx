import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { ChevronDown, ChevronRight, Ellipsis, Plus } from 'lucide-react'
import { memo, useCallback, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { Menu } from '#app/ui/menu.tsx'
import type { CurriculumSection } from '#tenants/courses/curriculum-view.ts'
import { AddLine } from './add-line.tsx'
import { AddVideos } from './add-videos.tsx'
import { useBoardPart, useBoardState } from './board-state.ts'
import { isPending } from './curriculum-changes.ts'
import { addLessonId, useBoard } from './curriculum-context.ts'
import { lengthInWords, numbered } from './facts.ts'
import { Handle } from './handle.tsx'
import { FarRow, LessonRow } from './lesson-row.tsx'
import { MenuButton } from './menu-button.tsx'
import { PlainMenu } from './plain-menu.tsx'
import { RenameForm, useRename } from './rename-form.tsx'
import { SectionMenu } from './row-menus.tsx'
import { useNear } from './use-near.ts'

type SectionBlockProps = {
  section: CurriculumSection
  number: number
  /** The number of its first lesson, counted through the course. */
  firstNumber: number
  isFirst: boolean
  isLast: boolean
  /** What is being moved by keyboard. */
  lifted: string | null
  /** Files are held over it. */
  isTarget: boolean
  menu: string
  /** Only these lessons are shown, while one searches. */
  matching: ReadonlySet<string> | null
}

/** So many lessons of a course are drawn whole at once, before script knows what one sees. */
const AT_FIRST = 30

export const SectionBlock = memo(function SectionBlock({
  section,
  number,
  firstNumber,
  isFirst,
  isLast,
  lifted,
  isTarget,
  menu,
  matching,
}: SectionBlockProps) {
  const { t } = useTranslation()
  const board = useBoard()
  const { id, title, lessons } = section
  const rename = useRename(id)
  const sortable = useSortable({
    id,
    data: { kind: 'section', title, isEmpty: lessons.length === 0 },
    disabled: isPending(id),
  })
  const element = useRef<HTMLElement | null>(null)
  const { setNodeRef } = sortable
  const setElement = useCallback(
    (node: HTMLElement | null) => {
      element.current = node
      setNodeRef(node)
    },
    [setNodeRef],
  )
  const isNear = useNear(element, firstNumber <= AT_FIRST || menu !== '')
  const state = useBoardState()
  const isFolded = useBoardPart(({ folded }) => folded.has(id)) && !matching
  const shown = matching ? lessons.filter((lesson) => matching.has(lesson.id)) : lessons
  const items = useMemo(() => lessons.map((lesson) => lesson.id), [lessons])
  const seconds = lessons.reduce((sum, lesson) => sum + lesson.seconds, 0)
  const length = lengthInWords(seconds)
  const facts = t('courses.lessons', { count: lessons.length })
  const addId = addLessonId(id)
  return (
    <section
      ref={setElement}
      data-section={id}
      aria-label={numbered(number, title)}
      style={{ transform: CSS.Translate.toString(sortable.transform), transition: sortable.transition }}
      className={cx(
        'relative mt-8 first-of-type:mt-0',
        sortable.isDragging && 'rounded-sm bg-sunk *:invisible',
        isTarget && 'rounded-sm bg-accent-wash outline-2 outline-offset-4 outline-accent outline-dashed',
      )}
    >
      <div className={cx('flex min-h-12 items-center gap-2 border-b border-line-strong', lifted === id && 'rounded-sm bg-accent-wash')}>
        <Handle kind="section" id={id} title={title} isLifted={lifted === id} sortable={sortable} />
        {rename.isOpen ? (
          <RenameForm
            title={title}
            close={rename.close}
            onRename={(next) => board.change({ intent: 'rename-section', section: id, title: next })}
          />
        ) : (
          <>
            <IconButton
              label={t(isFolded ? 'courses.curriculum.unfold' : 'courses.curriculum.fold', { title })}
              aria-expanded={!isFolded}
              icon={isFolded ? ChevronRight : ChevronDown}
              size="sm"
              className="noscript:hidden!"
              onClick={() => state.toggleFold(id)}
            />
            <h3 className="min-w-0 flex-1 py-2 font-serif text-lg leading-snug wrap-anywhere">{numbered(number, title)}</h3>
            <p className="text-sm whitespace-nowrap text-muted tabular-nums">
              <span className="max-sm:hidden">
                {facts}
                {length ? ' · ' : ''}
              </span>
              {length ?? <span className="sm:hidden">{facts}</span>}
            </p>
            <a
              href={`#${addId}`}
              aria-label={t('courses.curriculum.addLessonTo', { section: title })}
              title={t('courses.curriculum.addLesson')}
              className="button button-quiet button-square button-sm"
              onClick={(event) => {
                event.preventDefault()
                document.getElementById(addId)?.focus()
              }}
            >
              <Plus size={18} />
            </a>
            <Menu trigger={<MenuButton id={id} title={title} icon={Ellipsis} />}>
              <SectionMenu section={section} isFirst={isFirst} isLast={isLast} onRename={rename.open} />
            </Menu>
          </>
        )}
      </div>
      {menu === id ? <PlainMenu kind="section" id={id} title={title} /> : null}
      {isFolded ? null : isNear ? (
        <SortableContext items={items} strategy={verticalListSortingStrategy}>
          <ol>
            {shown.map((lesson) => (
              <LessonRow
                key={lesson.id}
                lesson={lesson}
                number={firstNumber + lessons.indexOf(lesson)}
                isLifted={lifted === lesson.id}
                isMenuOpen={menu === lesson.id}
              />
            ))}
          </ol>
        </SortableContext>
      ) : (
        <ol>
          {shown.map((lesson) => (
            <FarRow key={lesson.id} lesson={lesson} number={firstNumber + lessons.indexOf(lesson)} />
          ))}
        </ol>
      )}
      {isPending(id) || isFolded || matching ? null : (
        <AddLine
          id={addId}
          label={t('courses.curriculum.addLesson')}
          fields={{ intent: 'add-lesson', section: id }}
          asksKind
          beside={<AddVideos section={section} />}
          onAdd={(added, kind) => board.change({ intent: 'add-lesson', section: id, title: added, kind })}
        />
      )}
    </section>
  )
})
