import { ArrowDown, ArrowUp, Copy, Eye, EyeOff, FolderInput, ListChecks, Pencil, SquarePen, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { MenuItem, MenuLabel, MenuSeparator } from '#app/ui/menu.tsx'
import { urls } from '#app/urls.ts'
import type { CurriculumLesson, CurriculumSection } from '#tenants/courses/curriculum-view.ts'
import { useBoardState } from './board-state.ts'
import { placeOfLesson, stepOf } from './curriculum-changes.ts'
import { useBoard } from './curriculum-context.ts'

export function LessonMenu({ lesson, onRename }: { lesson: CurriculumLesson; onRename: () => void }) {
  const { t } = useTranslation()
  const board = useBoard()
  const state = useBoardState()
  const { id, title, preview } = lesson
  const sections = board.sections()
  const own = placeOfLesson(sections, id)?.section
  const others = sections.filter((section) => section.id !== own)
  return (
    <>
      <MenuItem icon={SquarePen} to={urls.dashboard.lesson(board.school, board.course, id)}>
        {t('courses.curriculum.menu.open')}
      </MenuItem>
      <MenuItem icon={Pencil} onSelect={onRename}>
        {t('courses.curriculum.menu.rename')}
      </MenuItem>
      <MenuItem icon={ListChecks} onSelect={() => state.toggle(id)}>
        {t('courses.curriculum.menu.choose')}
      </MenuItem>
      <MenuItem icon={Copy} onSelect={() => board.duplicate('lesson', id, title)}>
        {t('courses.curriculum.menu.duplicate')}
      </MenuItem>
      <MenuItem
        icon={preview ? EyeOff : Eye}
        onSelect={() => board.change({ intent: 'set-preview', lesson: id, preview: preview ? 'off' : 'on' })}
      >
        {preview ? t('courses.curriculum.menu.previewOff') : t('courses.curriculum.menu.previewOn')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={ArrowUp} disabled={!stepOf(sections, 'lesson', id, -1)} onSelect={() => board.step('lesson', id, -1)}>
        {t('courses.curriculum.menu.up')}
      </MenuItem>
      <MenuItem icon={ArrowDown} disabled={!stepOf(sections, 'lesson', id, 1)} onSelect={() => board.step('lesson', id, 1)}>
        {t('courses.curriculum.menu.down')}
      </MenuItem>
      {others.length > 0 ? (
        <>
          <MenuSeparator />
          <MenuLabel>{t('courses.curriculum.menu.to')}</MenuLabel>
          {others.map((section) => (
            <MenuItem
              key={section.id}
              icon={FolderInput}
              onSelect={() => board.change({ intent: 'move-lesson', lesson: id, section: section.id, index: section.lessons.length })}
            >
              {section.title}
            </MenuItem>
          ))}
        </>
      ) : null}
      <MenuSeparator />
      <MenuItem icon={Trash2} danger onSelect={() => board.remove('lesson', id, title)}>
        {t('courses.curriculum.menu.delete')}
      </MenuItem>
    </>
  )
}

type SectionMenuProps = { section: CurriculumSection; isFirst: boolean; isLast: boolean; onRename: () => void }

export function SectionMenu({ section: { id, title, lessons }, isFirst, isLast, onRename }: SectionMenuProps) {
  const { t } = useTranslation()
  const board = useBoard()
  const state = useBoardState()
  return (
    <>
      <MenuItem icon={Pencil} onSelect={onRename}>
        {t('courses.curriculum.menu.rename')}
      </MenuItem>
      {lessons.length ? (
        <MenuItem
          icon={ListChecks}
          onSelect={() => state.select([...state.now.selected, ...lessons.map((lesson) => lesson.id)], lessons[0]?.id)}
        >
          {t('courses.curriculum.menu.chooseAll')}
        </MenuItem>
      ) : null}
      <MenuItem icon={Copy} onSelect={() => board.duplicate('section', id, title)}>
        {t('courses.curriculum.menu.duplicate')}
      </MenuItem>
      <MenuItem icon={ArrowUp} disabled={isFirst} onSelect={() => board.step('section', id, -1)}>
        {t('courses.curriculum.menu.up')}
      </MenuItem>
      <MenuItem icon={ArrowDown} disabled={isLast} onSelect={() => board.step('section', id, 1)}>
        {t('courses.curriculum.menu.down')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={Trash2} danger onSelect={() => board.remove('section', id, title)}>
        {t('courses.curriculum.menu.delete')}
      </MenuItem>
    </>
  )
}
