import type { MediaPlayerInstance } from '@vidstack/react'
import { type RefObject, useEffect } from 'react'
import type { PlayerControl } from './player-props.ts'
import { seekTo } from './seek-to.ts'

/** Hands the player to what stands beside it. */
export function useControl(player: RefObject<MediaPlayerInstance | null>, onControl?: (control: PlayerControl | undefined) => void): void {
  useEffect(() => {
    const instance = player.current
    if (!instance || !onControl) return
    const { remoteControl: remote } = instance
    onControl({
      time: () => instance.currentTime,
      seek: (to) => seekTo(instance, to),
      play: () => remote.play(),
      pause: () => remote.pause(),
      onTime: (tell) => instance.subscribe(({ currentTime }) => tell(currentTime)),
    })
    return () => onControl(undefined)
  }, [player, onControl])
}
