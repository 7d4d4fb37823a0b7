import { useMediaPlayer, useMediaState, usePlaybackRateOptions, useVideoQualityOptions } from '@vidstack/react'
import { Gauge, ListVideo, Settings2 } from 'lucide-react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { PlayerChoice } from './player-choice.tsx'
import { SPEEDS } from './player-keys.ts'
import { PlayerLevel } from './player-level.tsx'
import { type CloseMenu, PlayerMenu } from './player-menu.tsx'
import { chapterAt, clockTime, type PlayerChapter } from './player-props.ts'
import { seekTo } from './seek-to.ts'

export function SpeedMenu({ text }: { text: PlayerText }) {
  const rate = useMediaState('playbackRate')
  return (
    <PlayerMenu
      label={`${text.speed}: ${text.speedOf(rate)}`}
      title={text.speed}
      face={<span className="text-sm font-medium tabular-nums">{text.speedOf(rate)}</span>}
    >
      {(close) => <Speeds text={text} close={close} />}
    </PlayerMenu>
  )
}

export function SpeedLevel({ text }: { text: PlayerText }) {
  const rate = useMediaState('playbackRate')
  return (
    <PlayerLevel icon={Gauge} title={text.speed} value={text.speedOf(rate)}>
      {(close) => <Speeds text={text} close={close} />}
    </PlayerLevel>
  )
}

function Speeds({ text, close }: { text: PlayerText; close: CloseMenu }) {
  const options = usePlaybackRateOptions({ rates: [...SPEEDS], normalLabel: text.speedOf(1) })
  return (
    <PlayerChoice
      name={text.speed}
      value={options.selectedValue ?? ''}
      options={options.map(({ value, rate }) => ({ value, label: text.speedOf(rate) }))}
      onChoose={(chosen, event) => {
        options.find(({ value }) => value === chosen)?.select()
        close(event)
      }}
    />
  )
}

/** Absent where there is nothing to choose: one rung, or a browser that chooses by itself. */
export function QualityLevel({ text }: { text: PlayerText }) {
  const options = useVideoQualityOptions({ auto: true, sort: 'descending' })
  const now = useMediaState('quality')
  if (options.disabled || options.length < 3) return null
  const isAuto = options.selectedValue === 'auto'
  const auto = isAuto && now ? text.autoNow(now.height) : text.auto
  return (
    <PlayerLevel icon={Settings2} title={text.quality} value={isAuto || !now ? text.auto : text.rung(now.height)}>
      {(close) => (
        <PlayerChoice
          name={text.quality}
          value={options.selectedValue}
          options={options.map(({ value, quality }) => ({ value, label: quality ? text.rung(quality.height) : auto }))}
          onChoose={(chosen, event) => {
            options.find(({ value }) => value === chosen)?.select()
            close(event)
          }}
        />
      )}
    </PlayerLevel>
  )
}

interface ChaptersProps {
  readonly text: PlayerText
  /** In the order of time. */
  readonly chapters: readonly PlayerChapter[]
}

const useChapterNow = (chapters: readonly PlayerChapter[]) => chapters[chapterAt(chapters, useMediaState('currentTime'))]?.title

/** Beside the clock: the chapter that runs, and the way to the others. */
export function ChaptersMenu({ text, chapters }: ChaptersProps) {
  const title = useChapterNow(chapters)
  return (
    <PlayerMenu
      label={title ? text.chapterNow(title) : text.chapters}
      title={text.chapters}
      placement="top start"
      className="min-w-0 flex-none @2xl:shrink"
      buttonClassName="flex! max-w-full items-center justify-center gap-2 @2xl:px-2"
      itemsClassName="player-menu-wide"
      face={
        <>
          <ListVideo aria-hidden="true" size={20} strokeWidth={1.5} className="flex-none" />
          {title ? (
            <span dir="auto" className="hidden truncate text-sm @2xl:block">
              {title}
            </span>
          ) : null}
        </>
      }
    >
      {(close) => <Chapters {...{ text, chapters, close }} />}
    </PlayerMenu>
  )
}

export function ChaptersLevel({ text, chapters }: ChaptersProps) {
  return (
    <PlayerLevel icon={ListVideo} title={text.chapters} value={useChapterNow(chapters)}>
      {(close) => <Chapters {...{ text, chapters, close }} />}
    </PlayerLevel>
  )
}

function Chapters({ text, chapters, close }: ChaptersProps & { close: CloseMenu }) {
  const second = useMediaState('currentTime')
  const duration = useMediaState('duration')
  const player = useMediaPlayer()
  const isToCome = (at: number) => duration > 0 && at >= duration
  return (
    <PlayerChoice
      name={text.chapters}
      value={String(chapterAt(chapters, second))}
      options={chapters.map(({ at, title }, nth) => ({
        value: String(nth),
        isToCome: isToCome(at),
        label: (
          <>
            <span className="min-w-10 flex-none opacity-70">{clockTime(at)}</span>
            <span className="min-w-0 grow">
              <bdi>{title}</bdi>
              {isToCome(at) ? <span className="block text-xs opacity-70">{text.chapterToCome}</span> : null}
            </span>
          </>
        ),
      }))}
      onChoose={(nth, event) => {
        const at = chapters[Number(nth)]?.at
        if (player && at !== undefined) seekTo(player, at)
        close(event)
      }}
    />
  )
}
