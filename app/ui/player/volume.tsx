import { MuteButton, useMediaState, VolumeSlider } from '@vidstack/react'
import { Volume1, Volume2, VolumeX } from 'lucide-react'
import type { PlayerText } from '#app/locales/en/player.ts'

/** How loud it is. With a finger it is only muted: phones have keys for the rest. */
export function Volume({ text, className }: { text: PlayerText; className: string }) {
  const muted = useMediaState('muted')
  const volume = useMediaState('volume')
  const Loudness = muted || volume === 0 ? VolumeX : volume < 0.5 ? Volume1 : Volume2
  return (
    <div className="group flex items-center">
      <MuteButton className={className} aria-label={muted ? text.unmute : text.mute} title={muted ? text.unmute : text.mute}>
        <Loudness aria-hidden="true" size={20} strokeWidth={1.5} />
      </MuteButton>
      <VolumeSlider.Root
        aria-label={text.volume}
        className="player-slider hidden! h-11 w-0 opacity-0 transition-[width,opacity] duration-150 group-focus-within:me-3 group-focus-within:w-20 group-focus-within:opacity-100 group-hover:me-3 group-hover:w-20 group-hover:opacity-100 pointer-fine:@md:flex!"
      >
        <VolumeSlider.Track className="player-track">
          <VolumeSlider.TrackFill className="player-fill" />
        </VolumeSlider.Track>
        <VolumeSlider.Thumb className="player-thumb" />
      </VolumeSlider.Root>
    </div>
  )
}
