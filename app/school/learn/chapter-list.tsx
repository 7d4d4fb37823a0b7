import { type MouseEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '#app/ui/cx.ts'
import { chapterAt, clockTime, type PlayerChapter, type PlayerControl } from '#app/ui/player/player-props.ts'

interface ChapterListProps {
  readonly chapters: readonly PlayerChapter[]
  /** Seconds of the film that can be watched by now; null when it is whole. */
  readonly until: number | null
  readonly control: PlayerControl | undefined
  readonly linkTo: (second: number) => string
}

/** So many are taken in at a look; the rest of a long list is one press away. */
const AT_A_LOOK = 8

/** What is in the film, and where. Links, so that it works before script, can be copied and opened beside; with the player here they lead into it. */
export function ChapterList({ chapters, until, control, linkTo }: ChapterListProps) {
  const { t } = useTranslation()
  const title = useId()
  const nav = useRef<HTMLElement>(null)
  const now = useNow(control, chapters)
  const more = chapters.length - AT_A_LOOK
  // One more line than the button would take is no reason to hide it.
  const first = more > 1 ? chapters.slice(0, AT_A_LOOK) : chapters
  const rest = chapters.slice(first.length)
  const go = (event: MouseEvent, second: number) => {
    if (!control || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    control.seek(second)
    nav.current?.closest('main')?.querySelector('.player')?.scrollIntoView({ block: 'nearest' })
  }
  const row = ({ at, title }: PlayerChapter, nth: number) => {
    const isToCome = until !== null && at >= until
    const look = cx(
      'flex min-h-11 gap-4 border-s-2 px-3 py-2.5 text-ui',
      nth === now ? 'border-accent bg-accent-wash' : 'border-transparent',
    )
    const words = (
      <>
        <span className="w-12 flex-none pt-px text-sm text-muted tabular-nums">{clockTime(at)}</span>
        <span dir="auto" className="min-w-0">
          {title}
          {isToCome ? <span className="text-sm text-muted"> · {t('learn.chapters.toCome')}</span> : null}
        </span>
      </>
    )
    return (
      <li key={at}>
        {isToCome ? (
          <span className={look}>{words}</span>
        ) : (
          <a
            href={linkTo(at)}
            aria-current={nth === now ? 'true' : undefined}
            onClick={(event) => go(event, at)}
            className={cx(look, 'hover:bg-sunk focus-visible:-outline-offset-2')}
          >
            {words}
          </a>
        )}
      </li>
    )
  }
  return (
    <nav ref={nav} aria-labelledby={title} className="mt-8 max-w-[68ch]">
      <h2 id={title} className="mb-2 text-lg">
        {t('learn.chapters.title')}
      </h2>
      <ol className="-ms-3.5 list-none">{first.map(row)}</ol>
      {rest.length ? (
        <details>
          <summary className="flex min-h-11 w-fit cursor-pointer items-center text-sm text-soft hover:text-ink">
            {t('learn.chapters.all', { count: rest.length })}
          </summary>
          <ol start={first.length + 1} className="-ms-3.5 list-none">
            {rest.map((one, nth) => row(one, first.length + nth))}
          </ol>
        </details>
      ) : null}
    </nav>
  )
}

/** The place in the list of the chapter that runs at this moment; none before the film was begun. */
function useNow(control: PlayerControl | undefined, chapters: readonly PlayerChapter[]): number {
  const [now, setNow] = useState(-1)
  useEffect(() => {
    if (!control) return
    return control.onTime((seconds) => setNow(chapterAt(chapters, seconds)))
  }, [control, chapters])
  return now
}
