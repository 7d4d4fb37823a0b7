import { ChevronDown, ChevronUp, LocateFixed, Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { cx } from '#app/ui/cx.ts'
import { clockTime, type PlayerControl } from '#app/ui/player/player-props.ts'
import { type Paragraph, saidAt } from '#tenants/captions/paragraphs.ts'
import { hitsIn, partsOf, withSaid } from './transcript-hits.ts'
import { bringIntoView, useFollow } from './use-follow.ts'

interface SaidProps {
  readonly paragraphs: readonly Paragraph[]
  readonly control: PlayerControl | undefined
  readonly language: string
}

/** The words, of which those that are said now are marked and kept in view; and how others are found. */
export function Said({ paragraphs, control, language }: SaidProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLOListElement>(null)
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState(0)
  const { now, cue } = useNow(control, paragraphs)
  const hits = useMemo(() => hitsIn(paragraphs, words), [paragraphs, words])
  const hit = hits[chosen]
  const { isAway, comeBack } = useFollow(list, now, cue, words === '')
  useEffect(() => {
    if (hit !== undefined) bringIntoView(list.current, list.current?.children[hit])
  }, [hit])
  const go = (steps: number) => setChosen(hits.length ? (chosen + steps + hits.length) % hits.length : 0)
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    go(event.shiftKey ? -1 : 1)
  }
  return (
    <>
      <div className="flex flex-none items-center gap-1 border-b border-line px-4 py-2">
        <label className="relative min-w-0 flex-1">
          <span className="sr-only">{t('learn.transcript.search')}</span>
          <Search size={16} aria-hidden="true" className="pointer-events-none absolute inset-y-0 start-3 my-auto text-muted" />
          <input
            type="search"
            value={words}
            placeholder={t('learn.transcript.search')}
            className="input ps-9"
            onKeyDown={press}
            onChange={(event) => {
              setWords(event.currentTarget.value)
              setChosen(0)
            }}
          />
        </label>
        {words ? (
          <>
            <Button
              size="sm"
              variant="quiet"
              icon={ChevronUp}
              aria-label={t('learn.transcript.previous')}
              className="button-square"
              onClick={() => go(-1)}
            />
            <Button
              size="sm"
              variant="quiet"
              icon={ChevronDown}
              aria-label={t('learn.transcript.next')}
              className="button-square"
              onClick={() => go(1)}
            />
          </>
        ) : null}
        <p role="status" className={words ? 'flex-none text-xs text-muted tabular-nums' : 'sr-only'}>
          {!words ? '' : hits.length ? t('learn.transcript.hits', { at: chosen + 1, count: hits.length }) : t('learn.transcript.noHits')}
        </p>
      </div>
      <ol ref={list} lang={language} dir="auto" className="min-h-0 flex-1 list-none overflow-y-auto overscroll-contain py-2">
        {paragraphs.map((paragraph, nth) => (
          <li key={paragraph.start} className="[contain-intrinsic-size:auto_72px] [content-visibility:auto]">
            <button
              type="button"
              aria-current={nth === now ? 'true' : undefined}
              onClick={() => control?.seek(paragraph.start / 1_000)}
              className={cx(
                'flex w-full gap-3 border-s-2 px-4 py-2 text-start text-sm leading-relaxed hover:bg-sunk focus-visible:-outline-offset-2',
                nth === now ? 'border-accent bg-accent-wash' : 'border-transparent',
                nth === hit && 'bg-sunk',
              )}
            >
              <span className="w-12 flex-none pt-px text-xs text-muted tabular-nums">{clockTime(paragraph.start / 1_000)}</span>
              <span className="min-w-0">
                {paragraph.speaker ? <b className="font-medium">{paragraph.speaker}: </b> : null}
                {withSaid(partsOf(paragraph.text, words), nth === now ? stretch(paragraph, cue) : undefined).map((part) => (
                  <Words key={`${part.at} ${part.isSaid}`} {...part} />
                ))}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {isAway && words === '' ? (
        <Button size="sm" icon={LocateFixed} className="floating absolute inset-x-0 bottom-3 mx-auto w-fit" onClick={comeBack}>
          {t('learn.transcript.follow')}
        </Button>
      ) : null}
    </>
  )
}

function Words({ text, isHit, isSaid }: ReturnType<typeof withSaid>[number]) {
  const said = isHit ? <mark className="rounded-xs bg-caution-wash text-inherit">{text}</mark> : text
  return isSaid ? (
    <span data-said="" className="underline decoration-accent decoration-2 underline-offset-4">
      {said}
    </span>
  ) : (
    said
  )
}

/** Where the cue stands in its paragraph. */
function stretch({ text, cues }: Paragraph, cue: number): { from: number; to: number } | undefined {
  const from = cues[cue]?.at
  // Not the space before the next.
  return from === undefined ? undefined : { from, to: (cues[cue + 1]?.at ?? text.length + 1) - 1 }
}

/** The paragraph that is said at this moment, and which cue of it. */
function useNow(control: PlayerControl | undefined, paragraphs: readonly Paragraph[]): { now: number; cue: number } {
  const [said, setSaid] = useState({ now: -1, cue: -1 })
  useEffect(() => {
    if (!control) return
    const tell = (seconds: number) => {
      const now = saidAt(paragraphs, seconds * 1_000)
      const cue = saidAt(paragraphs[now]?.cues ?? [], seconds * 1_000)
      setSaid((before) => (before.now === now && before.cue === cue ? before : { now, cue }))
    }
    tell(control.time())
    return control.onTime(tell)
  }, [control, paragraphs])
  return said
}
