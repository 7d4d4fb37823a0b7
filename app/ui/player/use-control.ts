import type { MediaPlayerInstance } from '@vidstack/react'
import { type RefObject, useEffect } from 'react'
import type { PlayerControl } from './player-props.ts'

/** Hands the player to what stands beside it. */
export function useControl(player: RefObject<MediaPlayerInstance | null>, onControl?: (control: PlayerControl | undefined) => void): void {
  useEffect(() => {
    const instance = player.current
    if (!instance || !onControl) return
    const { remoteControl: remote } = instance
    onControl({
      time: () => instance.currentTime,
      seek(to) {
        remote.seek(to)
        // Before it was begun the poster stands over the picture: nothing would be seen to happen.
        if (!instance.state.started) remote.play()
      },
      play: () => remote.play(),
      pause: () => remote.pause(),
      onTime: (tell) => instance.subscribe(({ currentTime }) => tell(currentTime)),
    })
    return () => onControl(undefined)
  }, [player, onControl])
}
