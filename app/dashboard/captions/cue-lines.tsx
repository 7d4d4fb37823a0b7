import { type Dispatch, memo, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import type { PlayerControl } from '#app/ui/player/player-props.ts'
import { type CueTrouble, plainText } from '#tenants/captions/cue.ts'
import { type Edit, type Line, showTime } from './edit-cues.ts'
import { OpenCue } from './open-cue.tsx'

interface CueLinesProps {
  readonly lines: readonly Line[]
  readonly wrong: ReadonlyMap<number, CueTrouble>
  /** The keys of the one that is open, and of the one on the picture. */
  readonly open: number | undefined
  readonly now: number | undefined
  readonly language: string
  readonly control: PlayerControl | undefined
  readonly dispatch: Dispatch<Edit>
}

/** All captions, of which one is open to be edited: two thousand fields would be too many to draw and to Tab through. */
export function CueLines({ lines, wrong, open, now, language, control, dispatch }: CueLinesProps) {
  const { t } = useTranslation()
  return (
    <ol aria-label={t('captions.editor.list')} className="list-none border-y border-line">
      {lines.map((line, nth) => (
        <li
          key={line.key}
          className={cx(
            'border-b border-line last:border-b-0',
            line.key !== open && '[contain-intrinsic-size:auto_60px] [content-visibility:auto]',
          )}
        >
          {line.key === open ? (
            <OpenCue
              line={line}
              number={nth + 1}
              isLast={nth === lines.length - 1}
              trouble={wrong.get(line.key)}
              {...{ language, control, dispatch }}
            />
          ) : (
            <ClosedCue line={line} trouble={wrong.get(line.key)} isNow={line.key === now} {...{ language, dispatch }} />
          )}
        </li>
      ))}
    </ol>
  )
}

interface ClosedCueProps {
  readonly line: Line
  readonly trouble: CueTrouble | undefined
  readonly isNow: boolean
  readonly language: string
  readonly dispatch: Dispatch<Edit>
}

const ClosedCue = memo(function ClosedCue({ line, trouble, isNow, language, dispatch }: ClosedCueProps) {
  const { t } = useTranslation()
  const row = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isNow && !row.current?.closest('ol')?.contains(document.activeElement)) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isNow])
  return (
    <button
      ref={row}
      type="button"
      aria-current={isNow ? 'true' : undefined}
      onClick={() => dispatch({ do: 'open', key: line.key })}
      className={cx(
        'grid min-h-14 w-full grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 border-s-2 px-3 py-2.5 text-start text-ui hover:bg-sunk focus-visible:-outline-offset-2',
        isNow ? 'border-accent bg-accent-wash' : 'border-transparent',
      )}
    >
      <span className="pt-0.5 text-xs text-muted tabular-nums">{showTime(line.start)}</span>
      <span className="min-w-0">
        <span lang={language} dir="auto" className="as-typed block">
          {line.speaker ? <b className="font-medium">{line.speaker}: </b> : null}
          {plainText(line.text)}
        </span>
        {trouble ? (
          <span className={cx('block text-sm', trouble === 'overlaps' || trouble === 'empty' ? 'text-caution' : 'text-danger')}>
            {t(`captions.editor.trouble.${trouble}`)}
          </span>
        ) : null}
      </span>
    </button>
  )
})
