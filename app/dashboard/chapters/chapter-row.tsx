import { Play, TimerReset, Trash2 } from 'lucide-react'
import { type Dispatch, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { Errors, Hint } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import type { PlayerControl } from '#app/ui/player/player-props.ts'
import { MOST_TITLE } from '#tenants/chapters/chapter.ts'
import { readMoment, showMoment } from '#tenants/chapters/moment.ts'
import type { Edit, Edited, Line, LineTrouble } from './edit-chapters.ts'

interface ChapterRowProps {
  readonly line: Line
  /** From 1. */
  readonly number: number
  readonly trouble: LineTrouble | undefined
  /** It runs at this moment. */
  readonly isNow: boolean
  readonly led: Edited['led']
  readonly control: PlayerControl | undefined
  readonly dispatch: Dispatch<Edit>
  readonly onDelete: (line: Line) => void
}

/** When a chapter begins and what it is called; both are fields of a form, where no script is. */
export function ChapterRow({ line, number, trouble, isNow, led, control, dispatch, onDelete }: ChapterRowProps) {
  const { t } = useTranslation()
  const said = useId()
  const title = useRef<HTMLInputElement>(null)
  const { key } = line
  useEffect(() => {
    if (led?.key === key) title.current?.focus()
  }, [led, key])
  const at = readMoment(line.time)
  const isWrong = trouble !== undefined && trouble !== 'no_title'
  const about = { ...(trouble && { 'aria-describedby': said }), ...(isWrong && { 'aria-invalid': true }) }
  const concernsTitle = trouble === 'long' || trouble === 'no_title' || trouble === 'untitled'
  return (
    <li
      className={cx(
        'grid grid-cols-[6rem_minmax(0,1fr)] items-center gap-2 border-s-2 py-2 ps-3 sm:grid-cols-[6rem_minmax(0,1fr)_auto]',
        isNow ? 'border-accent' : 'border-transparent',
      )}
    >
      <TimeInput
        label={t('chapters.time', { number })}
        time={line.time}
        onTime={(to) => dispatch({ do: 'time', key, to })}
        {...(!concernsTitle && about)}
      />
      <Input
        ref={title}
        name="title"
        aria-label={t('chapters.titleOf', { number })}
        dir="auto"
        maxLength={Math.max(MOST_TITLE, line.title.length)}
        autoComplete="off"
        value={line.title}
        className="max-sm:col-span-2 max-sm:row-start-2"
        onChange={(event) => dispatch({ do: 'title', key, to: event.currentTarget.value })}
        {...(concernsTitle && about)}
      />
      <div className="flex max-sm:col-start-2 max-sm:row-start-1 max-sm:justify-end">
        <IconButton
          icon={Play}
          label={t('chapters.play', { number })}
          disabled={!control || at === undefined}
          onClick={() => {
            if (at === undefined) return
            control?.seek(at)
            control?.play()
          }}
        />
        <IconButton
          icon={TimerReset}
          label={t('chapters.now', { number })}
          disabled={!control}
          onClick={() => dispatch({ do: 'time', key, to: showMoment(Math.floor(control?.time() ?? 0)) })}
        />
        <IconButton icon={Trash2} label={t('chapters.delete', { number })} onClick={() => onDelete(line)} />
      </div>
      {trouble ? (
        <div className="col-span-full">
          {isWrong ? (
            <Errors id={said} errors={[t(`chapters.trouble.${trouble}`)]} />
          ) : (
            <Hint id={said}>{t(`chapters.trouble.${trouble}`)}</Hint>
          )}
        </div>
      ) : null}
    </li>
  )
}

interface TimeInputProps {
  readonly label: string
  readonly time: string
  readonly onTime: (time: string) => void
}

/** Taken over when the field is left or Enter is pressed: in the middle of it the row would walk away. */
function TimeInput({ label, time, onTime, ...about }: TimeInputProps) {
  const [typed, setTyped] = useState<string>()
  const take = () => {
    if (typed === undefined) return
    setTyped(undefined)
    if (typed !== time) onTime(typed)
  }
  return (
    <Input
      name="time"
      aria-label={label}
      value={typed ?? time}
      inputMode="text"
      autoComplete="off"
      className="tabular-nums"
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
        if (event.key !== 'Enter') return
        // The row may move to its place, and takes the cursor along.
        const field = event.currentTarget
        take()
        requestAnimationFrame(() => field.focus())
      }}
      {...about}
    />
  )
}
