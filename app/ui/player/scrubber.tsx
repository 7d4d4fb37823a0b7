import { TimeSlider, useMediaState, useSliderState } from '@vidstack/react'
import { chapterAt, type PlayerChapter } from './player-props.ts'

interface ScrubberProps {
  readonly label: string
  readonly chapters: readonly PlayerChapter[]
}

/** The line of the film, cut where chapters begin; over the pointer the time, and the chapter it would lead into. */
export function Scrubber({ label, chapters }: ScrubberProps) {
  return (
    <TimeSlider.Root aria-label={label} keyStep={5} className="player-slider h-6 w-full pointer-coarse:h-8">
      <TimeSlider.Track className="player-track">
        <TimeSlider.Progress className="player-buffered" />
        <TimeSlider.TrackFill className="player-fill" />
        <Marks chapters={chapters} />
      </TimeSlider.Track>
      <TimeSlider.Thumb className="player-thumb" />
      <TimeSlider.Preview className="player-preview">
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
