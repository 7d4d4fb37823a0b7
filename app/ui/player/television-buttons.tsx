import { useMediaState } from '@vidstack/react'
import { Airplay, Cast } from 'lucide-react'
import type { PlayerText } from '#app/locales/en/player.ts'
import type { Television } from './television.ts'

const icon = { 'aria-hidden': true, size: 20, strokeWidth: 1.5 } as const

/** Where the browser knows a way to a television. */
export function TelevisionButtons({ text, television }: { text: PlayerText; television: Television }) {
  const canAirPlay = useMediaState('canAirPlay')
  const canCast = useMediaState('canGoogleCast')
  const airPlays = useMediaState('isAirPlayConnected')
  const casts = useMediaState('isGoogleCastConnected')
  return (
    <div className="absolute end-1 top-1 flex @2xl:end-3 @2xl:top-2">
      {canAirPlay ? (
        <button
          type="button"
          className="player-button player-over size-11"
          aria-pressed={airPlays}
          aria-label={text.airPlay}
          title={text.airPlay}
          onClick={() => void television.airPlay()}
        >
          <Airplay {...icon} />
        </button>
      ) : null}
      {canCast ? (
        <button
          type="button"
          className="player-button player-over size-11"
          aria-pressed={casts}
          aria-label={text.cast}
          title={text.cast}
          onClick={() => void television.cast()}
        >
          <Cast {...icon} />
        </button>
      ) : null}
    </div>
  )
}

/** In place of the picture, which is elsewhere. */
export function OnTelevision({ text, television }: { text: PlayerText; television: Television }) {
  const state = useMediaState('remotePlaybackState')
  const info = useMediaState('remotePlaybackInfo')
  const isThere = state === 'connected'
  const says = isThere ? text.onTelevision(info?.deviceName) : television.failed ? text.televisionFailed : ''
  return (
    <p
      role="status"
      className={
        says ? `pointer-events-none absolute inset-0 grid place-content-center p-8 text-center ${isThere ? 'bg-stage' : ''}` : 'sr-only'
      }
    >
      {says ? <span className="rounded-md bg-stage/80 px-3 py-1.5">{says}</span> : null}
    </p>
  )
}
