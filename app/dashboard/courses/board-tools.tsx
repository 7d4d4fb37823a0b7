import { Keyboard } from 'lucide-react'
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#app/ui/button.tsx'
import { SearchInput } from '#app/ui/search-input.tsx'
import { useBoardPart } from './board-state.ts'
import { FIND_IN_COURSE } from './use-board-keys.ts'

type ChoosingProps = {
  onKeyDown: (event: KeyboardEvent) => void
  onClickCapture: (event: MouseEvent) => void
  onDoubleClick: (event: MouseEvent) => void
  isSearching: boolean
  children: ReactNode
}

/** Hears the keys of the whole board, and says to its rows by a mark alone that something is chosen. */
export function Choosing({ isSearching, children, ...keys }: ChoosingProps) {
  const isChoosing = useBoardPart(({ selected }) => selected.size > 0)
  return (
    <div {...keys} data-choosing={isChoosing || undefined} data-searching={isSearching || undefined}>
      {children}
    </div>
  )
}

/** Search in the course, and what the keyboard can do. */
export function BoardTools({
  onSearch,
  onKeys,
  found,
}: {
  onSearch: (text: string) => void
  onKeys: () => void
  found: number | undefined
}) {
  const { t } = useTranslation()
  return (
    <div className="mb-6 flex items-center gap-2 noscript:hidden">
      <SearchInput
        id={FIND_IN_COURSE}
        label={t('courses.curriculum.find')}
        shortcut="/"
        onSearch={onSearch}
        className="min-w-0 flex-1 sm:max-w-80"
      />
      <p aria-live="polite" className="text-sm whitespace-nowrap text-muted tabular-nums">
        {found === undefined ? '' : t('courses.lessons', { count: found })}
      </p>
      <IconButton label={t('courses.curriculum.keys.title')} icon={Keyboard} onClick={onKeys} className="ms-auto max-sm:hidden" />
    </div>
  )
}
