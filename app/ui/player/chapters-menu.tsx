import { Menu, type MenuInstance, useMediaPlayer, useMediaRemote, useMediaState } from '@vidstack/react'
import { ListVideo } from 'lucide-react'
import { useRef } from 'react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { chapterAt, clockTime, type PlayerChapter } from './player-props.ts'

interface ChaptersMenuProps {
  readonly text: PlayerText
  readonly chapters: readonly PlayerChapter[]
}

/** Beside the clock: the chapter that runs, and the way to the others. */
export function ChaptersMenu({ text, chapters }: ChaptersMenuProps) {
  const menu = useRef<MenuInstance>(null)
  const button = useRef<HTMLButtonElement>(null)
  const second = useMediaState('currentTime')
  const duration = useMediaState('duration')
  const remote = useMediaRemote()
  const player = useMediaPlayer()
  const now = chapterAt(chapters, second)
  const title = chapters[now]?.title
  const goTo = (at: number) => {
    remote.seek(at)
    // Before it was begun the poster stands over the picture: nothing would be seen to happen.
    if (!player?.state.started) remote.play()
  }
  return (
    <Menu.Root ref={menu} className="relative min-w-0 flex-none @2xl:shrink">
      <Menu.Button
        ref={button}
        className="player-button flex! h-11 max-w-full min-w-11 items-center justify-center gap-2 @2xl:px-2"
        aria-label={title ? text.chapterNow(title) : text.chapters}
        title={text.chapters}
      >
        <ListVideo aria-hidden="true" size={20} strokeWidth={1.5} className="flex-none" />
        {title ? (
          <span dir="auto" className="hidden truncate text-sm @2xl:block">
            {title}
          </span>
        ) : null}
      </Menu.Button>
      <Menu.Items placement="top start" offset={4} className="player-menu player-menu-wide" aria-label={text.chapters}>
        {/* A menu holds groups, and no radiogroup (WAI-ARIA 1.2). */}
        <Menu.RadioGroup role="group" value={String(now)} aria-label={text.chapters}>
          {chapters.map(({ at, title }, nth) => (
            <Menu.Radio
              key={at}
              value={String(nth)}
              aria-disabled={duration > 0 && at >= duration ? true : undefined}
              onSelect={(event) => {
                if (duration > 0 && at >= duration) return
                goTo(at)
                menu.current?.close(event)
                button.current?.focus({ preventScroll: true })
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
      </Menu.Items>
    </Menu.Root>
  )
}
