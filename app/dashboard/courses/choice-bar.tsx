import { Copy, Eye, EyeOff, FolderInput, FolderOutput, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Menu, MenuItem, MenuLabel } from '#app/ui/menu.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { useBoardPart, useBoardState } from './board-state.ts'
import { isPending, placesOf, type Sections } from './curriculum-changes.ts'
import { useBoard } from './curriculum-context.ts'
import { MoveToCourse } from './move-to-course.tsx'

/** What can be done with the lessons that are chosen; each is undone from its toast. */
export function ChoiceBar({ sections }: { sections: Sections }) {
  const { t } = useTranslation()
  const { change } = useBoard()
  const state = useBoardState()
  const selected = useBoardPart((now) => now.selected)
  const [isLeaving, setLeaving] = useState(false)
  const toast = useToast()
  const chosen = sections.flatMap((section) => section.lessons.filter(({ id }) => selected.has(id) && !isPending(id)))
  const count = chosen.length
  if (!count) return null
  const lessons = chosen.map((lesson) => lesson.id)
  const done = (text: string, undo: () => void) => {
    state.clear()
    toast({ text, undo })
  }
  const moveTo = (section: { id: string; title: string }) => {
    const places = placesOf(sections, new Set(lessons), section.id)
    change({ intent: 'move-lessons', lessons, section: section.id })
    done(t('courses.curriculum.choose.moved', { count, section: section.title }), () => change({ intent: 'arrange', places }))
  }
  const leave = (to: { course: string; title: string; section: string }) => {
    const places = placesOf(sections, new Set(lessons))
    setLeaving(false)
    change({ intent: 'move-to-course', lessons, course: to.course, section: to.section })
    done(t('courses.curriculum.choose.left', { count, course: to.title }), () => change({ intent: 'arrange', places }))
  }
  const setPreviews = (preview: boolean) => {
    const changed = chosen.filter((lesson) => lesson.preview !== preview).map((lesson) => lesson.id)
    const [open, closed] = preview ? [changed, []] : [[], changed]
    if (changed.length) change({ intent: 'set-previews', open, closed })
    done(t(preview ? 'courses.curriculum.choose.opened' : 'courses.curriculum.choose.closed', { count: changed.length }), () =>
      change({ intent: 'set-previews', open: closed, closed: open }),
    )
  }
  const duplicate = () => {
    state.clear()
    change({ intent: 'duplicate-lessons', lessons }, (made) =>
      toast({
        text: t('courses.curriculum.choose.copied', { count }),
        undo: () => change({ intent: 'delete-lessons', lessons: [...made] }),
      }),
    )
  }
  const remove = () => {
    change({ intent: 'delete-lessons', lessons })
    done(t('courses.curriculum.choose.deleted', { count }), () => change({ intent: 'restore-lessons', lessons }))
  }
  const allOpen = chosen.every((lesson) => lesson.preview)
  return (
    <section
      aria-label={t('courses.curriculum.choose.bar')}
      className="floating sticky bottom-4 z-30 mt-6 flex flex-wrap items-center gap-1 rounded-md p-2"
    >
      <p aria-live="polite" className="px-2 text-sm font-medium tabular-nums max-sm:w-full">
        {t('courses.curriculum.choose.count', { count })}
      </p>
      <Menu
        align="start"
        trigger={
          <Button variant="quiet" size="sm" icon={FolderInput}>
            {t('courses.curriculum.choose.move')}
          </Button>
        }
      >
        <MenuLabel>{t('courses.curriculum.menu.to')}</MenuLabel>
        {sections
          .filter((section) => !isPending(section.id))
          .map((section) => (
            <MenuItem key={section.id} onSelect={() => moveTo(section)}>
              {section.title}
            </MenuItem>
          ))}
      </Menu>
      <Button variant="quiet" size="sm" icon={FolderOutput} onClick={() => setLeaving(true)}>
        {t('courses.curriculum.choose.leave')}
      </Button>
      <Button variant="quiet" size="sm" icon={Copy} onClick={duplicate}>
        {t('courses.curriculum.menu.duplicate')}
      </Button>
      <Button variant="quiet" size="sm" icon={allOpen ? EyeOff : Eye} onClick={() => setPreviews(!allOpen)}>
        {allOpen ? t('courses.curriculum.menu.previewOff') : t('courses.curriculum.choose.open')}
      </Button>
      <Button variant="quiet" size="sm" icon={Trash2} onClick={remove} className="text-danger">
        {t('courses.curriculum.menu.delete')}
      </Button>
      <IconButton label={t('courses.curriculum.choose.clear')} icon={X} size="sm" className="ms-auto" onClick={() => state.clear()} />
      {isLeaving ? <MoveToCourse count={count} onMove={leave} onClose={() => setLeaving(false)} /> : null}
    </section>
  )
}
