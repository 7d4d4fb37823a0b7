import { type KeyboardEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { goTo, pointAt } from '#app/ui/chart-points.ts'
import { cx } from '#app/ui/cx.ts'
import { clockTime } from '#app/ui/player/player-props.ts'
import type { LessonRetention, RetentionStep } from '#tenants/insights/lesson-retention.ts'
import { percent } from './percent.ts'

type RetentionCurveProps = {
  retention: LessonRetention
  /** Shows what is seen there: seconds of the film. */
  onSeek: (at: number) => void
}

/**
 * How many of the viewers saw each moment, and below it how many went back to it. A slider to a screen reader and to the keyboard: arrows
 * go along the film, Enter shows the place; so does a press. The same numbers stand in the table behind it.
 */
export function RetentionCurve({ retention, onSeek }: RetentionCurveProps) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const [chosen, setChosen] = useState<number | null>(null)
  const { steps, seconds, moments } = retention
  const at = Math.min(chosen ?? 0, steps.length - 1)
  const step = steps[at]
  if (!step) return null
  const said = { at: clockTime(step.from), share: percent(step.share, i18n.language), again: step.again }
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    const isGo = event.key === 'Enter' || event.key === ' '
    const to = isGo ? at : goTo(event, at, steps.length)
    if (to === null) return
    event.preventDefault()
    setChosen(to)
    if (isGo) onSeek(step.from)
  }
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{t('watching.curve.title')}</h2>
      <p className="mt-1 max-w-[68ch] text-sm text-muted">{t('watching.curve.text')}</p>
      <p aria-hidden="true" className="mt-4 flex flex-wrap items-baseline gap-x-3 text-sm text-muted tabular-nums">
        <span className="font-serif text-3xl tracking-tight text-ink lining-nums">{said.at}</span>
        <span>{t('watching.curve.read', said)}</span>
        {step.again ? <span>{t('watching.curve.readAgain', { count: step.again })}</span> : null}
      </p>
      <div className="relative mt-5 ps-11">
        <Levels />
        <div
          role="slider"
          tabIndex={0}
          aria-labelledby={id}
          aria-readonly="true"
          aria-valuemin={0}
          aria-valuemax={Math.max(0, seconds - 1)}
          aria-valuenow={step.from}
          aria-valuetext={t('watching.curve.said', said)}
          onKeyDown={press}
          onBlur={() => setChosen(null)}
          onPointerMove={(event) => setChosen(pointAt(event, steps.length))}
          onPointerLeave={(event) => event.pointerType === 'mouse' && setChosen(null)}
          onClick={(event) => {
            const to = pointAt(event, steps.length)
            setChosen(to)
            onSeek(steps[to]?.from ?? 0)
          }}
          className="relative cursor-pointer rounded-sm"
        >
          <Drawing retention={retention} at={chosen === null ? null : at} />
          {moments.map(({ from, to }, n) => (
            <span
              key={from}
              aria-hidden="true"
              className="absolute -top-5 -translate-x-1/2 text-xs text-muted tabular-nums rtl:translate-x-1/2"
              style={{ insetInlineStart: `${((from + to) / 2 / seconds) * 100}%` }}
            >
              {n + 1}
            </span>
          ))}
        </div>
        <Times seconds={seconds} />
      </div>
      <p aria-hidden="true" className="mt-3 flex flex-wrap gap-x-5 gap-y-1 ps-11 text-sm text-muted">
        <Key className="h-0.5 bg-accent">{t('watching.curve.axis')}</Key>
        <Key className="h-2.5 bg-accent opacity-45">{t('watching.curve.goneBack')}</Key>
      </p>
    </section>
  )
}

/** Heights of the two parts, in units of the drawing; a step is one unit wide. */
const HIGH = 100

function Drawing({ retention: { steps, seconds, width, moments }, at }: { retention: LessonRetention; at: number | null }) {
  const many = steps.length
  const most = Math.max(1, ...steps.map(({ again }) => again))
  const atSecond = (second: number) => (second >= seconds ? many : second / width)
  const line = lineOf(steps)
  return (
    <>
      <svg
        viewBox={`0 0 ${many} ${HIGH}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className="block h-44 w-full overflow-visible rtl:-scale-x-100 max-sm:h-36"
      >
        {moments.map(({ from, to }) => (
          <rect
            key={from}
            x={atSecond(from)}
            width={atSecond(to) - atSecond(from)}
            y={0}
            height={HIGH}
            className="fill-accent opacity-10"
          />
        ))}
        <path d={`M0 ${HIGH} L${line} L${many} ${HIGH} Z`} className="fill-accent opacity-15" />
        <path d={`M${line}`} vectorEffect="non-scaling-stroke" className="fill-none stroke-accent stroke-2" />
        {at === null ? null : (
          <line x1={at + 0.5} x2={at + 0.5} y1={0} y2={HIGH} vectorEffect="non-scaling-stroke" className="stroke-ink stroke-1" />
        )}
      </svg>
      <svg
        viewBox={`0 0 ${many} ${HIGH}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        className="block h-10 w-full border-t border-line-strong rtl:-scale-x-100"
      >
        {steps.map(({ from, again }, n) =>
          again ? (
            <rect
              key={from}
              x={n}
              y={0}
              width={1}
              height={(again / most) * HIGH}
              className={cx('fill-accent', n === at ? 'opacity-100' : 'opacity-45')}
            />
          ) : null,
        )}
      </svg>
    </>
  )
}

/** Through the middle of each step, from edge to edge. */
function lineOf(steps: readonly RetentionStep[]): string {
  const heights = steps.map(({ share }) => (HIGH - share * HIGH).toFixed(1))
  const middles = heights.map((height, n) => `${n + 0.5} ${height}`)
  return [`0 ${heights[0]}`, ...middles, `${steps.length} ${heights.at(-1)}`].join(' L')
}

/** Hairlines at no, half and all of the viewers. */
function Levels() {
  const { i18n } = useTranslation()
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-x-0 top-0 h-44 max-sm:h-36">
      {[1, 0.5].map((share) => (
        <div
          key={share}
          className="absolute inset-x-0 flex -translate-y-1/2 items-center gap-2 text-xs text-muted tabular-nums"
          style={{ top: `${(1 - share) * 100}%` }}
        >
          <span className="w-9 flex-none text-end">{percent(share, i18n.language)}</span>
          <span className="h-px flex-1 bg-line" />
        </div>
      ))}
    </div>
  )
}

const APART = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200]
const MOST_TIMES = 5

function Times({ seconds }: { seconds: number }) {
  const apart = APART.find((one) => seconds / one <= MOST_TIMES) ?? 7_200
  const times = Array.from({ length: Math.floor(seconds / apart) + 1 }, (_, n) => n * apart).filter((time) => time < seconds * 0.97)
  return (
    <div aria-hidden="true" className="relative mt-1 h-5 text-xs text-muted tabular-nums">
      {times.map((time) => (
        <span
          key={time}
          className={cx('absolute', time > 0 && '-translate-x-1/2 rtl:translate-x-1/2')}
          style={{ insetInlineStart: `${(time / seconds) * 100}%` }}
        >
          {clockTime(time)}
        </span>
      ))}
    </div>
  )
}

function Key({ className, children }: { className: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span className={cx('w-4 rounded-full', className)} />
      {children}
    </span>
  )
}
