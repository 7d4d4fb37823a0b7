import { Menu, useMediaPlayer, useMediaState } from '@vidstack/react'
import { ListVideo } from 'lucide-react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { PlayerMenu } from './player-menu.tsx'
import { chapterAt, clockTime, type PlayerChapter } from './player-props.ts'
import { seekTo } from './seek-to.ts'

interface ChaptersMenuProps {
  readonly text: PlayerText
  readonly chapters: readonly PlayerChapter[]
}

/** Beside the clock: the chapter that runs, and the way to the others. */
export function ChaptersMenu({ text, chapters }: ChaptersMenuProps) {
  const second = useMediaState('currentTime')
  const duration = useMediaState('duration')
  const player = useMediaPlayer()
  const now = chapterAt(chapters, second)
  const title = chapters[now]?.title
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
      {(close) => (
        // A menu holds groups, and no radiogroup (WAI-ARIA 1.2).
        <Menu.RadioGroup role="group" value={String(now)} aria-label={text.chapters}>
          {chapters.map(({ at, title }, nth) => (
            <Menu.Radio
              key={at}
              value={String(nth)}
              aria-disabled={duration > 0 && at >= duration ? true : undefined}
              onSelect={(event) => {
                if (duration > 0 && at >= duration) return
                if (player) seekTo(player, at)
                close(event)
              }}
              className="player-option"
            >
              <span className="min-w-10 flex-none opacity-70">{clockTime(at)}</span>
              <span className="min-w-0 grow">
                <bdi>{title}</bdi>
                {duration > 0 && at >= duration ? <span className="block text-xs opacity-70">{text.chapterToCome}</span> : null}
              </span>
            </Menu.Radio>
          ))}
        </Menu.RadioGroup>
      )}
    </PlayerMenu>
  )
}
