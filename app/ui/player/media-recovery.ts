import type Hls from 'hls.js'
import type { ErrorData, Events } from 'hls.js'
import type { Trouble } from './recovery.ts'

/** hls.js's enums are values, and importing one would pull the library in before it is wanted. */
const ERROR = 'hlsError' as Events.ERROR

/** So often one place of a film is tried before the browser is said not to be able to play it. */
const TRIES = 3
/** So far played beyond the place where it broke, the next break is a new one. */
const HEALED_SECONDS = 5

/**
 * Brings playback back after the browser's decoder gave up in the middle, as it does when the graphics process dies, a laptop wakes
 * or a picture cannot be decoded. hls.js is told by Vidstack to begin anew where hls.js noticed; an error that the element alone
 * reports nobody looks after, and neither goes on playing by itself: a new source pauses.
 * @returns how to stop
 */
export function recoverMedia(hls: Hls, video: HTMLVideoElement, tell: (trouble: Trouble) => void): () => void {
  const off = new AbortController()
  const { signal } = off
  let isWanted = false
  let at = 0
  let brokeAt = 0
  let tries = 0

  const begun = () => {
    brokeAt = at
    if (tries++ < TRIES) return true
    hls.stopLoad()
    video.pause()
    tell({ reconnecting: false, problem: 'media' })
    return false
  }
  video.addEventListener(
    'error',
    () => {
      // hls.js was quicker: what it reported is looked after below, and the new source has no error.
      if (video.error && begun()) hls.recoverMediaError()
    },
    { signal },
  )
  const noticed = (_: Events.ERROR, data: ErrorData) => {
    if (data.fatal && data.type === 'mediaError') begun()
  }
  hls.on(ERROR, noticed)
  video.addEventListener('play', () => (isWanted = true), { signal })
  video.addEventListener('pause', () => (isWanted = false), { signal })
  video.addEventListener(
    'timeupdate',
    () => {
      if (video.readyState === 0) return
      at = video.currentTime
      if (Math.abs(at - brokeAt) > HEALED_SECONDS) tries = 0
    },
    { signal },
  )
  video.addEventListener(
    'canplay',
    () => {
      // A browser that wants a click first shows the button for it.
      if (tries > 0 && isWanted && video.paused) video.play().catch(() => undefined)
    },
    { signal },
  )
  return () => {
    off.abort()
    hls.off(ERROR, noticed)
  }
}
