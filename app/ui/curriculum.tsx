import { useNavigate } from '@remix-run/react'
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react'
import { uiText } from '#app/locales/en/ui.ts'
import { ProgressBar } from './progress.tsx'

export type CurriculumLesson = {
  id: string
  /** The lesson; for a locked one, the page that says how to get in. */
  to: string
  title: string
  number: number
  /** A length, a date, a score: short. */
  meta?: ReactNode
  state: 'open' | 'done' | 'locked'
  current?: boolean
}

export type CurriculumSection = { id: string; title: string; lessons: CurriculumLesson[] }

type CurriculumProps = {
  title: string
  /** 0 to 1; none for who is not in the course. */
  progress?: number
  progressLabel: string
  sections: CurriculumSection[]
}

/** The quiet list beside a lesson. One handler for the whole list: ninety Links cost 0.6 ms a page more than ninety anchors. */
export function Curriculum(props: CurriculumProps) {
  const { sections } = props
  const follow = useFollow()
  const list = useRef<HTMLDivElement>(null)
  const current = sections.flatMap((section) => section.lessons).find((lesson) => lesson.current)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time another lesson is the current one
  useEffect(() => showCurrent(list.current), [current])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: clicks bubble from real links, which the keyboard reaches
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click
    <div ref={list} onClick={follow}>
      <CurriculumRows {...props} />
    </div>
  )
}

/** The list as it looks, for where nobody goes anywhere. */
export function CurriculumRows({ title, progress, progressLabel, sections }: CurriculumProps) {
  return (
    <>
      <div className="mb-3 flex items-baseline justify-between gap-4">
        <h2 className="text-lg">{title}</h2>
        {progress === undefined ? null : <span className="text-sm text-muted tabular-nums">{Math.round(progress * 100)} %</span>}
      </div>
      {progress === undefined ? null : <ProgressBar value={progress} label={progressLabel} />}
      {sections.map((section) => (
        <section key={section.id} className="mt-6">
          <h3 className="mb-1.5 font-sans text-sm font-normal tracking-normal text-muted">{section.title}</h3>
          <ol>
            {section.lessons.map((lesson) => (
              <li key={lesson.id}>
                <LessonRow lesson={lesson} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  )
}

function LessonRow({ lesson: { to, title, number, meta, state, current } }: { lesson: CurriculumLesson }) {
  return (
    <a href={to} className="lesson" data-state={state} aria-current={current ? 'page' : undefined}>
      <span className="lesson-step">
        {state === 'done' ? <span className="sr-only">{uiText.lessonDone}</span> : state === 'locked' || current ? null : number}
      </span>
      <span className="lesson-title">{title}</span>
      <span className="lesson-meta">{meta}</span>
      {state === 'locked' ? <span className="sr-only">{uiText.lessonLocked}</span> : null}
    </a>
  )
}

/** Scrolls the box around the list, never the page, and only when the row is out of its sight. */
function showCurrent(list: HTMLElement | null): void {
  const box = list?.parentElement
  const row = list?.querySelector('[aria-current]')
  if (!box || !row || box.scrollHeight <= box.clientHeight) return
  const [outer, inner] = [box.getBoundingClientRect(), row.getBoundingClientRect()]
  if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += inner.top - outer.top - outer.height / 3
}

/**
 * Turns plain clicks on links inside into client navigation; anything else stays the browser's. What a locked lesson
 * leads to is a published page, which the router does not know.
 */
function useFollow(): (event: MouseEvent) => void {
  const navigate = useNavigate()
  return (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const href = link?.getAttribute('href')
    if (!link || link.target || link.dataset.state === 'locked' || !href?.startsWith('/')) return
    event.preventDefault()
    navigate(href)
  }
}
