import type { useSortable } from '@dnd-kit/sortable'
import { GripVertical } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { isPending } from './curriculum-changes.ts'
import { HOW_TO_MOVE, handleId, type Kind, useBoard } from './curriculum-context.ts'

type HandleProps = {
  kind: Kind
  id: string
  title: string
  isLifted: boolean
  sortable: Pick<ReturnType<typeof useSortable>, 'listeners' | 'setActivatorNodeRef'>
}

/** What one takes a row by: mouse and finger drag it, the keyboard picks it up. */
export function Handle({ kind, id, title, isLifted, sortable }: HandleProps) {
  const { t } = useTranslation()
  const board = useBoard()
  if (isPending(id)) return <span className="w-5 flex-none" />
  return (
    <button
      ref={sortable.setActivatorNodeRef}
      id={handleId(id)}
      type="button"
      aria-label={t('courses.curriculum.move', { title })}
      aria-describedby={HOW_TO_MOVE}
      aria-pressed={isLifted}
      {...sortable.listeners}
      onKeyDown={(event) => board.onHandleKey(event, kind, id, title)}
      onBlur={() => board.onHandleBlur(id)}
      className={cx(
        '-ms-1.5 grid h-8 w-6 flex-none cursor-grab touch-none place-items-center rounded-sm active:cursor-grabbing touch:h-11 touch:w-8',
        'noscript:invisible in-data-searching:invisible',
        isLifted ? 'text-accent' : 'text-line-strong hover:text-ink focus-visible:text-ink',
      )}
    >
      <GripVertical size={16} />
    </button>
  )
}
