import { Controls as Frame, FullscreenButton, MuteButton, PIPButton, PlayButton, useMediaState, VolumeSlider } from '@vidstack/react'
import { Maximize, Minimize, Pause, PictureInPicture2, Play, SkipForward, Volume1, Volume2, VolumeX } from 'lucide-react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { cx } from '../cx.ts'
import { CaptionsMenu } from './captions-menu.tsx'
import { ChaptersMenu } from './chapters-menu.tsx'
import type { CaptionStyle } from './player-memory.ts'
import { QualityMenu, SpeedMenu } from './player-menus.tsx'
import { clockTime, type PlayerChapter } from './player-props.ts'
import { Scrubber } from './scrubber.tsx'
import type { Television } from './television.ts'
import { TelevisionButtons } from './television-buttons.tsx'

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
}

/** The line at the bottom: scrubber above, buttons below. It hides by itself while the film plays. */
export function Controls(props: ControlsProps) {
  const { text, duration, storyboard, onNext, television, chapters, leavesPage, captionStyle, onCaptionStyle } = props
  const paused = useMediaState('paused')
  const muted = useMediaState('muted')
  const volume = useMediaState('volume')
  const fullscreen = useMediaState('fullscreen')
  const small = useMediaState('pictureInPicture')
  const canFill = useMediaState('canFullscreen')
  const canShrink = useMediaState('canPictureInPicture')
  const captioned = useMediaState('hasCaptions')
  const Loudness = muted || volume === 0 ? VolumeX : volume < 0.5 ? Volume1 : Volume2
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
            // On a phone the next lesson is at hand below, and the chapters need the room.
            <button
              type="button"
              className={cx(button, chapters.length > 0 && 'hidden! @md:grid!')}
              aria-label={text.next}
              title={text.next}
              onClick={onNext}
            >
              <SkipForward {...icon} />
            </button>
          ) : null}
          <Clock announced={duration} />
          {chapters.length > 0 ? <ChaptersMenu text={text} chapters={chapters} /> : null}
          <div className="grow" />
          {/* Phones have keys for it. */}
          <div className="group hidden items-center pointer-fine:@md:flex">
            <MuteButton className={button} aria-label={muted ? text.unmute : text.mute} title={muted ? text.unmute : text.mute}>
              <Loudness {...icon} />
            </MuteButton>
            <VolumeSlider.Root
              aria-label={text.volume}
              className="player-slider h-11 w-0 opacity-0 transition-[width,opacity] duration-150 group-focus-within:me-3 group-focus-within:w-20 group-focus-within:opacity-100 group-hover:me-3 group-hover:w-20 group-hover:opacity-100"
            >
              <VolumeSlider.Track className="player-track">
                <VolumeSlider.TrackFill className="player-fill" />
              </VolumeSlider.Track>
              <VolumeSlider.Thumb className="player-thumb" />
            </VolumeSlider.Root>
          </div>
          <SpeedMenu text={text} />
          <QualityMenu text={text} />
          {captioned ? <CaptionsMenu text={text} style={captionStyle} onStyle={onCaptionStyle} /> : null}
          {canShrink && leavesPage ? (
            <PIPButton
              className={`${button} ${captioned || chapters.length > 0 ? 'hidden! @md:grid!' : ''}`}
              aria-label={small ? text.exitPictureInPicture : text.enterPictureInPicture}
              title={small ? text.exitPictureInPicture : text.enterPictureInPicture}
            >
              <PictureInPicture2 {...icon} />
            </PIPButton>
          ) : null}
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
