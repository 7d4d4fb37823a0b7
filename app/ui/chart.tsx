import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react'
import { goTo, pointAt } from './chart-points.ts'
import { cx } from './cx.ts'

export interface ChartPoint {
  /** “Week of 3 March”. */
  readonly label: string
  readonly value: number
}

type ChartProps = {
  title: string
  /** In the order of time. */
  points: readonly ChartPoint[]
  locale: string
  /** How one point is said, as “label: value”. */
  say: (point: ChartPoint) => string
  /** Of the table behind: what stands over its first column, and what opens it. */
  words: { table: string; first: string }
  /** Stands in its place while there is nothing to draw. */
  empty: string
}

/** Fewer bars than this are no course of things: they are said. */
const FEWEST = 3
const HEIGHT = 96
const STEP = 12
const GAP = 3

/**
 * Bars in the order of time, one of them told in words: the last, or the one that is pointed at or gone to with the arrow keys. It is
 * a slider to a screen reader, which says each value as one moves; the same numbers stand in a table behind it. One or two bars are written
 * out as figures instead.
 */
export function Chart({ title, points, locale, say, words, empty }: ChartProps) {
  const id = useId()
  const [chosen, setChosen] = useState<number | null>(null)
  const at = Math.min(chosen ?? points.length - 1, points.length - 1)
  const point = points[at]
  const most = Math.max(...points.map(({ value }) => value), 1)
  if (!point || points.every(({ value }) => value === 0))
    return (
      <figure className="min-w-0">
        <figcaption className="text-sm text-muted">{title}</figcaption>
        <p className="mt-2 max-w-[36ch] border-t border-line pt-3 text-sm text-soft">{empty}</p>
      </figure>
    )
  const few = points.filter(({ value }) => value !== 0)
  if (few.length < FEWEST)
    return (
      <figure className="min-w-0">
        <figcaption className="text-sm text-muted">{title}</figcaption>
        <ul className="mt-1 flex flex-col">
          {few.toReversed().map(({ label, value }) => (
            <li key={label} className="flex items-baseline gap-2">
              <span className="font-serif text-3xl tracking-tight lining-nums tabular-nums">{value.toLocaleString(locale)}</span>
              <span className="text-sm text-muted">{label}</span>
            </li>
          ))}
        </ul>
      </figure>
    )
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    const to = goTo(event, at, points.length)
    if (to === null) return
    event.preventDefault()
    setChosen(to)
  }
  const pointed = (event: PointerEvent<HTMLDivElement>) => {
    setChosen(pointAt(event, points.length))
  }
  return (
    <figure className="min-w-0">
      <figcaption id={id} className="text-sm text-muted">
        {title}
      </figcaption>
      <p aria-hidden="true" className="mt-1 flex items-baseline gap-2">
        <span className="font-serif text-3xl tracking-tight lining-nums tabular-nums">{point.value.toLocaleString(locale)}</span>
        <span className="truncate text-sm text-muted">{point.label}</span>
      </p>
      <div
        role="slider"
        tabIndex={0}
        aria-labelledby={id}
        aria-readonly="true"
        aria-valuemin={1}
        aria-valuemax={points.length}
        aria-valuenow={at + 1}
        aria-valuetext={say(point)}
        onKeyDown={press}
        onBlur={() => setChosen(null)}
        onPointerMove={pointed}
        onPointerDown={pointed}
        onPointerLeave={() => setChosen(null)}
        className="mt-3 rounded-sm border-b border-line-strong"
      >
        <svg
          viewBox={`0 0 ${points.length * STEP} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
          className="block h-24 w-full rtl:-scale-x-100"
        >
          {points.map(({ label, value }, n) => {
            const height = value ? Math.max(3, (value / most) * (HEIGHT - 2)) : 0
            return (
              <rect
                key={label}
                x={n * STEP + GAP / 2}
                y={HEIGHT - height}
                width={STEP - GAP}
                height={height}
                className={cx('fill-accent transition-opacity', n === at ? 'opacity-100' : 'opacity-45')}
              />
            )
          })}
        </svg>
      </div>
      <details className="mt-2 text-sm">
        <summary className="link inline-block touch:py-3">{words.table}</summary>
        <table className="mt-2 w-full tabular-nums">
          <thead>
            <tr className="border-b border-line text-muted">
              <th scope="col" className="py-1.5 text-start font-normal">
                {words.first}
              </th>
              <th scope="col" className="py-1.5 text-end font-normal">
                {title}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ label, value }) => (
              <tr key={label} className="border-b border-line">
                <th scope="row" className="py-1.5 text-start font-normal">
                  {label}
                </th>
                <td className="py-1.5 text-end">{value.toLocaleString(locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
