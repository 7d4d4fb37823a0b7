import { Controls as Frame, FullscreenButton, PIPButton, PlayButton, useMediaState } from '@vidstack/react'
import { Maximize, Minimize, Pause, PictureInPicture2, Play, SkipForward } from 'lucide-react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { CaptionsMenu } from './captions-menu.tsx'
import { MoreMenu } from './more-menu.tsx'
import type { CaptionStyle } from './player-memory.ts'
import { ChaptersMenu, SpeedMenu } from './player-menus.tsx'
import { clockTime, type PlayerChapter } from './player-props.ts'
import { Scrubber } from './scrubber.tsx'
import type { Television } from './television.ts'
import { TelevisionButtons } from './television-buttons.tsx'
import { useRoom } from './use-room.ts'
import { Volume } from './volume.tsx'

const button = 'player-button size-11 flex-none'
const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.5 } as const

type ControlsProps = {
  text: PlayerText
  duration: number | undefined
  storyboard: string | undefined
  onNext: (() => void) | undefined
  television: Television | undefined
  /** In the order of time. */
  chapters: readonly PlayerChapter[]
  /** Whether the film may be seen without the page around it. */
  leavesPage: boolean
  captionStyle: CaptionStyle
  onCaptionStyle: (style: CaptionStyle) => void
  /** Asks for the list of the player's keys. */
  onKeys: () => void
}

/** The line at the bottom: scrubber above, buttons below. It hides by itself while the film plays. */
export function Controls(props: ControlsProps) {
  const { text, duration, storyboard, onNext, television, chapters, leavesPage, captionStyle, onCaptionStyle, onKeys } = props
  const paused = useMediaState('paused')
  const fullscreen = useMediaState('fullscreen')
  const small = useMediaState('pictureInPicture')
  const canFill = useMediaState('canFullscreen')
  const canShrink = useMediaState('canPictureInPicture') && leavesPage
  const captioned = useMediaState('hasCaptions')
  const { isNarrow } = useRoom()
  return (
    <Frame.Root className="player-controls absolute inset-0 flex flex-col justify-end">
      <div className="player-shade pointer-events-none absolute inset-x-0 bottom-0 h-32" />
      {television ? <TelevisionButtons text={text} television={television} /> : null}
      {/* Not the group of Vidstack, which would take clicks while it is out of sight. */}
      <div className="relative px-3 pb-1 @2xl:px-5 @2xl:pb-2">
        <Scrubber label={text.seek} chapters={chapters} storyboard={storyboard} />
        <div className="-mx-2 flex items-center">
          <PlayButton className={button} aria-label={paused ? text.play : text.pause} title={paused ? text.play : text.pause}>
            {paused ? <Play {...icon} /> : <Pause {...icon} />}
          </PlayButton>
          {onNext ? (
            <button type="button" className={button} aria-label={text.next} title={text.next} onClick={onNext}>
              <SkipForward {...icon} />
            </button>
          ) : null}
          <Clock announced={duration} />
          {chapters.length > 0 && !isNarrow ? <ChaptersMenu text={text} chapters={chapters} /> : null}
          <div className="grow" />
          <Volume text={text} className={button} />
          {isNarrow ? null : <SpeedMenu text={text} />}
          {captioned && !isNarrow ? <CaptionsMenu text={text} style={captionStyle} onStyle={onCaptionStyle} /> : null}
          {canShrink && !isNarrow ? (
            <PIPButton
              className={button}
              aria-label={small ? text.exitPictureInPicture : text.enterPictureInPicture}
              title={small ? text.exitPictureInPicture : text.enterPictureInPicture}
            >
              <PictureInPicture2 {...icon} />
            </PIPButton>
          ) : null}
          <MoreMenu isCaptioned={captioned} {...{ text, canShrink, chapters, captionStyle, onCaptionStyle, onKeys }} />
          {canFill ? (
            <FullscreenButton
              className={button}
              aria-label={fullscreen ? text.exitFullscreen : text.enterFullscreen}
              title={fullscreen ? text.exitFullscreen : text.enterFullscreen}
            >
              {fullscreen ? <Minimize {...icon} /> : <Maximize {...icon} />}
            </FullscreenButton>
          ) : null}
        </div>
      </div>
    </Frame.Root>
  )
}

/** The announced length is only shown, never given to Vidstack: it would cut the film there. */
function Clock({ announced = 0 }: { announced: number | undefined }) {
  const now = useMediaState('currentTime')
  const duration = useMediaState('duration') || announced
  return (
    <p className="px-2 text-xs whitespace-nowrap tabular-nums @md:text-sm">
      {clockTime(now)} <span className="opacity-65">/ {clockTime(duration)}</span>
    </p>
  )
}
