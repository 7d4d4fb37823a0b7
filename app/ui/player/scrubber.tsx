import { TimeSlider, useMediaState, useSliderState } from '@vidstack/react'
import { useState } from 'react'
import { chapterAt, type PlayerChapter } from './player-props.ts'

interface ScrubberProps {
  readonly label: string
  readonly chapters: readonly PlayerChapter[]
  /** A WebVTT file that says where small pictures of the film are. */
  readonly storyboard: string | undefined
}

/**
 * The line of the film, cut where chapters begin; over the pointer the time and the chapter it would lead into, with a picture of it where
 * there are pictures.
 */
export function Scrubber({ label, chapters, storyboard }: ScrubberProps) {
  // Who plays a film through asks for none of them.
  const [isTouched, setTouched] = useState(false)
  const touch = () => setTouched(true)
  return (
    <TimeSlider.Root
      aria-label={label}
      keyStep={5}
      className="player-slider h-6 w-full pointer-coarse:h-8"
      onPointerEnter={touch}
      onFocus={touch}
    >
      <TimeSlider.Track className="player-track">
        <TimeSlider.Progress className="player-buffered" />
        <TimeSlider.TrackFill className="player-fill" />
        <Marks chapters={chapters} />
      </TimeSlider.Track>
      <TimeSlider.Thumb className="player-thumb" />
      <TimeSlider.Preview className="player-preview flex flex-col items-center">
        {storyboard && isTouched ? (
          // Vidstack finds pictures beside a file that it knows the whole address of.
          <TimeSlider.Thumbnail.Root src={new URL(storyboard, location.href).href} className="player-thumbnail">
            <TimeSlider.Thumbnail.Img alt="" />
          </TimeSlider.Thumbnail.Root>
        ) : null}
        <div className="flex max-w-64 flex-col items-center gap-0.5 rounded-sm bg-stage/85 px-2 py-0.5 text-xs">
          <PointedAt chapters={chapters} />
          <TimeSlider.Value className="tabular-nums" />
        </div>
      </TimeSlider.Preview>
    </TimeSlider.Root>
  )
}

/** A film that is still being made is as long as what is made of it: what lies behind has no mark yet. */
function Marks({ chapters }: { chapters: readonly PlayerChapter[] }) {
  const duration = useMediaState('duration')
  return chapters
    .filter(({ at }) => at > 0 && at < duration)
    .map(({ at }) => <span key={at} aria-hidden="true" className="player-mark" style={{ left: `${(at / duration) * 100}%` }} />)
}

function PointedAt({ chapters }: { chapters: readonly PlayerChapter[] }) {
  const share = useSliderState('pointerPercent')
  const duration = useMediaState('duration')
  const title = chapters[chapterAt(chapters, (share / 100) * duration)]?.title
  return title ? (
    <span dir="auto" className="max-w-full truncate">
      {title}
    </span>
  ) : null
}
