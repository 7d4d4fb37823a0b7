import type { MediaPlayerInstance } from '@vidstack/react'

/**
 * Goes to a second of the film, and plays on from there where nothing would be seen to happen: before it was begun the poster stands over
 * the picture, after its end the card does.
 */
export function seekTo(player: MediaPlayerInstance, to: number): void {
  const { state, remoteControl: remote } = player
  if (!state.ended) {
    remote.seek(to)
    if (!state.started) remote.play()
    return
  }
  // From the end Vidstack goes nowhere but to the beginning.
  player.addEventListener('replay', () => remote.seek(to), { once: true })
  remote.play()
}
