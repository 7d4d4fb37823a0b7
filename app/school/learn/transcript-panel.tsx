import { ChevronDown, ChevronUp, Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { CopyButton } from '#app/ui/copy-button.tsx'
import { cx } from '#app/ui/cx.ts'
import { Select } from '#app/ui/input.tsx'
import { clockTime, type PlayerCaptions, type PlayerControl } from '#app/ui/player/player-props.ts'
import { type Paragraph, paragraphAt } from '#tenants/captions/paragraphs.ts'
import { hitsIn, partsOf } from './transcript-hits.ts'
import { useTranscript } from './use-transcript.ts'

interface TranscriptPanelProps {
  readonly captions: readonly PlayerCaptions[]
  readonly control: PlayerControl | undefined
}

/** What is said, beside the film: the present paragraph is marked, one that is chosen is gone to, and words are found. */
export function TranscriptPanel({ captions, control }: TranscriptPanelProps) {
  const { t } = useTranslation()
  const title = useId()
  const [src, setSrc] = useState((captions.find((one) => one.suits) ?? captions[0])?.src ?? '')
  const track = captions.find((one) => one.src === src)
  const { transcript, retry } = useTranscript(src)
  const paragraphs = typeof transcript === 'string' ? [] : transcript
  return (
    <section
      aria-labelledby={title}
      className="relative flex h-[46dvh] flex-col border-line bg-paper text-ink max-xl:border-t xl:h-auto xl:min-h-0"
    >
      <div className="flex min-h-0 flex-1 flex-col xl:absolute xl:inset-0">
        <div className="flex flex-none items-center gap-2 px-4 pt-2">
          <h2 id={title} className="me-auto text-ui font-medium">
            {t('learn.transcript.title')}
          </h2>
          {captions.length > 1 ? (
            <Select aria-label={t('learn.transcript.language')} value={src} onChange={(event) => setSrc(event.currentTarget.value)}>
              {captions.map((one) => (
                <option key={one.src} value={one.src} lang={one.language}>
                  {one.label}
                </option>
              ))}
            </Select>
          ) : null}
          <CopyButton
            size="sm"
            variant="quiet"
            value={paragraphs.map(({ text, speaker }) => (speaker ? `${speaker}: ${text}` : text)).join('\n\n')}
            label={t('learn.transcript.copy')}
            copiedLabel={t('learn.transcript.copied')}
            failedLabel={t('learn.transcript.copyFailed')}
          />
        </div>
        {transcript === 'loading' ? <p className="px-4 py-6 text-sm text-muted">{t('learn.transcript.loading')}</p> : null}
        {transcript === 'failed' ? (
          <div role="alert" className="flex flex-col items-start gap-3 px-4 py-6 text-sm">
            {t('learn.transcript.failed')}
            <Button size="sm" onClick={retry}>
              {t('learn.transcript.retry')}
            </Button>
          </div>
        ) : null}
        {paragraphs.length ? <Said key={src} paragraphs={paragraphs} control={control} language={track?.language ?? ''} /> : null}
      </div>
    </section>
  )
}

interface SaidProps {
  readonly paragraphs: readonly Paragraph[]
  readonly control: PlayerControl | undefined
  readonly language: string
}

function Said({ paragraphs, control, language }: SaidProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLOListElement>(null)
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState(0)
  const now = useNow(control, paragraphs)
  const hits = useMemo(() => hitsIn(paragraphs, words), [paragraphs, words])
  const hit = hits[chosen]
  useFollow(list, now, words === '')
  useEffect(() => {
    if (hit !== undefined) bringIntoView(list.current, hit)
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
                {partsOf(paragraph.text, words).map(({ text, isHit, at }) =>
                  isHit ? (
                    <mark key={at} className="rounded-xs bg-caution-wash text-inherit">
                      {text}
                    </mark>
                  ) : (
                    text
                  ),
                )}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </>
  )
}

/** The paragraph that is said at this moment. */
function useNow(control: PlayerControl | undefined, paragraphs: readonly Paragraph[]): number {
  const [now, setNow] = useState(-1)
  useEffect(() => {
    if (!control) return
    const tell = (seconds: number) => setNow(paragraphAt(paragraphs, seconds * 1_000))
    tell(control.time())
    return control.onTime(tell)
  }, [control, paragraphs])
  return now
}

/** Keeps the present paragraph in view, unless somebody is at the list themselves or looks for something. */
function useFollow(list: { current: HTMLElement | null }, now: number, isFollowing: boolean): void {
  useEffect(() => {
    const at = list.current
    if (!at || now < 0 || !isFollowing || at.matches(':hover') || at.contains(document.activeElement)) return
    bringIntoView(at, now)
  }, [list, now, isFollowing])
}

/** Scrolls the list alone: `scrollIntoView` would move the page under the film. */
function bringIntoView(list: HTMLElement | null, nth: number): void {
  const row = list?.children[nth]
  if (!list || !(row instanceof HTMLElement)) return
  const above = row.getBoundingClientRect().top - list.getBoundingClientRect().top
  list.scrollTo({ top: list.scrollTop + above - list.clientHeight / 3 })
}
