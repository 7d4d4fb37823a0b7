import type { MediaPlayerInstance } from '@vidstack/react'
import { type RefObject, useEffect, useRef } from 'react'
import { type Command, commandFor, stepSpeed } from './player-keys.ts'
import { seekTo } from './seek-to.ts'

/**
 * The keyboard of the whole page drives the player, except where a key is needed elsewhere (player-keys.ts).
 * @param onHelp without it that key is the page's
 */
export function usePlayerKeys(player: RefObject<MediaPlayerInstance | null>, onHelp: (() => void) | undefined): void {
  const latest = useRef(onHelp)
  useEffect(() => {
    latest.current = onHelp
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const instance = player.current
      if (!instance?.el) return
      const command = commandFor(event, instance.el)
      if (!command || (command.do === 'help' && !latest.current)) return
      event.preventDefault()
      if (command.do === 'help') latest.current?.()
      else obey(command, instance)
    }
    // Before Vidstack: while its controls are out of sight it takes the first key for itself, to lead back to what had the focus.
    document.addEventListener('keydown', press, { capture: true })
    return () => document.removeEventListener('keydown', press, { capture: true })
  }, [player])
}

function obey(command: Exclude<Command, { do: 'help' }>, player: MediaPlayerInstance): void {
  const { remoteControl: remote } = player
  const { duration, muted, volume, playbackRate, currentTime } = player.state
  player.controls.show()
  switch (command.do) {
    case 'play':
      remote.togglePaused()
      break
    case 'mute':
      remote.toggleMuted()
      break
    case 'fullscreen':
      remote.toggleFullscreen()
      break
    case 'captions':
      remote.toggleCaptions()
      break
    case 'seek':
      seekTo(player, Math.min(duration, Math.max(0, currentTime + command.seconds)))
      break
    case 'jump':
      seekTo(player, duration * command.share)
      break
    case 'volume':
      if (muted && command.share > 0) remote.unmute()
      remote.changeVolume(Math.min(1, Math.max(0, volume + command.share)))
      break
    case 'speed':
      remote.changePlaybackRate(stepSpeed(playbackRate, command.steps))
  }
}
