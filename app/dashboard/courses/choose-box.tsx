import { useTranslation } from 'react-i18next'
import { useBoardPart, useBoardState } from './board-state.ts'

export const chooseId = (id: string): string => `choose-${id}`

/** The lesson's number, and in its place, once one points at it or has chosen something, the box to choose it by. */
export function ChooseBox({ id, title, number }: { id: string; title: string; number: number }) {
  const { t } = useTranslation()
  const board = useBoardState()
  const isChosen = useBoardPart(({ selected }) => selected.has(id))
  return (
    <span className="relative grid h-8 w-6 flex-none place-items-center touch:in-data-choosing:h-11 touch:in-data-choosing:w-11">
      <span className="text-sm whitespace-nowrap text-muted tabular-nums group-focus-within:invisible group-hover:invisible in-data-choosing:invisible touch:group-hover:visible touch:group-focus-within:visible touch:in-data-choosing:invisible">
        {number}
      </span>
      <input
        type="checkbox"
        id={chooseId(id)}
        checked={isChosen}
        aria-label={t('courses.curriculum.choose.lesson', { title })}
        className="absolute inset-0 m-auto size-4 cursor-pointer accent-(--accent) opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 in-data-choosing:opacity-100 touch:pointer-events-none touch:size-6 touch:group-focus-within:opacity-0 touch:group-hover:opacity-0 touch:in-data-choosing:pointer-events-auto touch:in-data-choosing:opacity-100 noscript:hidden"
        onChange={() => board.toggle(id)}
      />
    </span>
  )
}
