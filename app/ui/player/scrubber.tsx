import { TimeSlider } from '@vidstack/react'
import { useState } from 'react'

interface ScrubberProps {
  readonly label: string
  /** A WebVTT file that says where small pictures of the film are. */
  readonly storyboard: string | undefined
}

/** Where the film stands and where it could: the moment under the pointer, with a picture of it where there are pictures. */
export function Scrubber({ label, storyboard }: ScrubberProps) {
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
      </TimeSlider.Track>
      <TimeSlider.Thumb className="player-thumb" />
      <TimeSlider.Preview className="player-preview flex flex-col items-center">
        {storyboard && isTouched ? (
          // Vidstack finds pictures beside a file that it knows the whole address of.
          <TimeSlider.Thumbnail.Root src={new URL(storyboard, location.href).href} className="player-thumbnail">
            <TimeSlider.Thumbnail.Img alt="" />
          </TimeSlider.Thumbnail.Root>
        ) : null}
        <TimeSlider.Value className="rounded-sm bg-stage/85 px-1.5 py-0.5 text-xs tabular-nums" />
      </TimeSlider.Preview>
    </TimeSlider.Root>
  )
}
