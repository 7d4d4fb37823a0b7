import { Merge, Play, Plus, Scissors, Trash2 } from 'lucide-react'
import { type Dispatch, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { Field } from '#app/ui/field.tsx'
import { Input, Textarea } from '#app/ui/input.tsx'
import type { PlayerControl } from '#app/ui/player/player-props.ts'
import { type CueTrouble, MOST_SPEAKER } from '#tenants/captions/cue.ts'
import { type Edit, type Line, readTime, showTime } from './edit-cues.ts'

interface OpenCueProps {
  readonly line: Line
  readonly number: number
  readonly isLast: boolean
  readonly trouble: CueTrouble | undefined
  readonly language: string
  readonly control: PlayerControl | undefined
  readonly dispatch: Dispatch<Edit>
}

/** The caption that is edited. Its keys are those of the physical keyboard, for Alt writes other letters on some. */
export function OpenCue({ line, number, isLast, trouble, language, control, dispatch }: OpenCueProps) {
  const { t } = useTranslation()
  const id = useId()
  const text = useRef<HTMLTextAreaElement>(null)
  const { key } = line
  useEffect(() => {
    text.current?.focus({ preventScroll: true })
    bringIntoView(text.current?.closest('li'))
  }, [])
  const isOfTime = trouble === 'backwards' || trouble === 'late'
  const nowMs = () => Math.round((control?.time() ?? 0) * 1_000)
  const acts: Readonly<Record<string, () => void>> = {
    KeyP: () => {
      control?.seek(line.start / 1_000)
      control?.play()
    },
    BracketLeft: () => dispatch({ do: 'times', key, start: nowMs() }),
    BracketRight: () => dispatch({ do: 'times', key, end: nowMs() }),
    KeyS: () => dispatch({ do: 'split', key, at: text.current?.selectionStart ?? 0 }),
    KeyM: () => dispatch({ do: 'merge', key }),
    KeyN: () => dispatch({ do: 'add', at: line.end }),
    Delete: () => dispatch({ do: 'remove', key }),
    ArrowUp: () => dispatch({ do: 'step', by: -1 }),
    ArrowDown: () => dispatch({ do: 'step', by: 1 }),
    KeyZ: () => dispatch({ do: 'undo' }),
  }
  const press = (event: KeyboardEvent) => {
    const act = event.altKey && !event.ctrlKey && !event.metaKey ? acts[event.code] : undefined
    if (!act) return
    event.preventDefault()
    act()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the fields inside it, each of which is a button too
    <div className="border-s-2 border-accent bg-raised px-3 py-4" onKeyDown={press}>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-3">
        <TimeField label={t('captions.editor.start')} ms={line.start} onTime={(start) => dispatch({ do: 'times', key, start })} />
        <TimeField
          label={t('captions.editor.end')}
          ms={line.end}
          onTime={(end) => dispatch({ do: 'times', key, end })}
          error={isOfTime ? t(`captions.editor.trouble.${trouble}`) : null}
        />
        <Field id={`${id}-speaker`} label={t('captions.editor.speaker')} optional className="min-w-28 flex-1">
          <Input
            maxLength={MOST_SPEAKER}
            value={line.speaker ?? ''}
            onChange={(event) => dispatch({ do: 'speaker', key, to: event.currentTarget.value })}
          />
        </Field>
      </div>
      <Field
        id={`${id}-text`}
        label={t('captions.editor.text', { number })}
        className="mt-3"
        error={trouble === 'long' ? t(`captions.editor.trouble.${trouble}`) : null}
        hint={trouble === 'overlaps' || trouble === 'empty' ? t(`captions.editor.trouble.${trouble}`) : undefined}
      >
        <Textarea
          ref={text}
          className="as-typed"
          lang={language}
          dir="auto"
          rows={2}
          value={line.text}
          onChange={(event) => dispatch({ do: 'text', key, to: event.currentTarget.value })}
        />
      </Field>
      <div className="mt-3 flex flex-wrap gap-1">
        <Button size="sm" icon={Play} onClick={acts.KeyP}>
          {t('captions.editor.play')}
        </Button>
        <Button size="sm" onClick={acts.BracketLeft}>
          {t('captions.editor.startNow')}
        </Button>
        <Button size="sm" onClick={acts.BracketRight}>
          {t('captions.editor.endNow')}
        </Button>
        <Button size="sm" variant="quiet" icon={Scissors} onClick={acts.KeyS}>
          {t('captions.editor.split')}
        </Button>
        <Button size="sm" variant="quiet" icon={Merge} onClick={acts.KeyM} disabled={isLast}>
          {t('captions.editor.merge')}
        </Button>
        <Button size="sm" variant="quiet" icon={Plus} onClick={acts.KeyN}>
          {t('captions.editor.addAfter')}
        </Button>
        <Button size="sm" variant="quiet" icon={Trash2} onClick={acts.Delete}>
          {t('captions.editor.delete')}
        </Button>
      </div>
    </div>
  )
}

type TimeFieldProps = { label: string; ms: number; onTime: (ms: number) => void; error?: string | null }

/** A time as it is written: taken over when the field is left or Enter is pressed, and as it was until then. */
function TimeField({ label, ms, onTime, error = null }: TimeFieldProps) {
  const { t } = useTranslation()
  const id = useId()
  const [typed, setTyped] = useState<string>()
  const value = typed ?? showTime(ms)
  const read = readTime(value)
  const take = () => {
    if (typed === undefined || read === undefined) return
    setTyped(undefined)
    if (read !== ms) onTime(read)
  }
  return (
    <Field id={id} label={label} error={read === undefined ? t('captions.editor.badTime') : error}>
      <Input
        value={value}
        inputMode="decimal"
        autoComplete="off"
        className={cx('w-28 tabular-nums')}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take()
        }}
      />
    </Field>
  )
}

/** Below the film, which stays in view above the list where it does not stand beside it: what begins a caption are its times. */
function bringIntoView(row: HTMLElement | null | undefined): void {
  const stays = document.querySelector<HTMLElement>('[data-stays]')
  if (!row || !stays) return
  const isBeside = stays.offsetLeft + stays.offsetWidth <= row.offsetLeft
  const above = isBeside ? 0 : Number.parseFloat(getComputedStyle(stays).top) + stays.offsetHeight
  row.style.scrollMarginBlockStart = `${above}px`
  row.scrollIntoView({ block: above + row.offsetHeight > innerHeight ? 'start' : 'nearest' })
}
