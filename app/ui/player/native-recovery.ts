import type { PlayerProblem } from '#app/locales/en/player.ts'
import { REFUSED, type Trouble, waitBefore } from './recovery.ts'

/** So long without a picture, with a line, something is the matter that the browser does not tell. */
const STALLED_MS = 8_000
/** So often one place of a film is tried before the browser is said not to be able to play it. */
const TRIES = 3
/** So far played beyond the place where it broke, the next break is a new one. */
const HEALED_SECONDS = 5

/**
 * Brings playback back where the browser plays HLS itself, as on iPhones: it tells no more than that something failed, if that. The playlist
 * is asked for to learn what, and then the film is loaded anew where it stood.
 * @returns how to stop
 */
export function recoverNative(video: HTMLVideoElement, tell: (trouble: Trouble) => void): () => void {
  const off = new AbortController()
  const { signal } = off
  let timer: ReturnType<typeof setTimeout> | undefined
  let isWanted = !video.paused
  let isLost = false
  let at = 0
  let lost = 0
  let brokeAt = 0
  let breaks = 0

  const stop = (problem: PlayerProblem) => {
    clearTimeout(timer)
    isLost = false
    video.pause()
    tell({ reconnecting: false, problem, at })
  }
  const reload = () => {
    const [to, goesOn] = [at, isWanted]
    video.addEventListener(
      'loadedmetadata',
      () => {
        video.currentTime = to
        // Where the browser wants a press for it, the button is there.
        if (goesOn) video.play().catch(() => undefined)
      },
      { once: true, signal },
    )
    video.load()
  }
  const look = async () => {
    clearTimeout(timer)
    const answer = await fetch(video.currentSrc, { cache: 'no-store', signal }).catch(() => undefined)
    if (signal.aborted) return
    // A server that is starting anew says so in its own way.
    if (!answer || answer.status >= 500) {
      isLost = true
      tell({ reconnecting: true, problem: undefined })
      timer = setTimeout(look, waitBefore(lost++))
      return
    }
    lost = 0
    const refused = answer.status === 404 ? 'refused' : REFUSED[answer.status]
    if (refused) return stop(refused)
    brokeAt = at
    if (breaks++ >= TRIES) return stop('media')
    reload()
  }
  const later = () => {
    clearTimeout(timer)
    if (!video.paused) timer = setTimeout(look, STALLED_MS)
  }
  const goesOn = () => {
    clearTimeout(timer)
    if (isLost) tell({ reconnecting: false, problem: undefined })
    isLost = false
  }
  video.addEventListener('play', () => (isWanted = true), { signal })
  // What fails pauses too, and is not meant.
  video.addEventListener('pause', () => (isWanted = video.error !== null && isWanted), { signal })
  // Where somebody went is where it goes on, also when nothing of it is there yet.
  video.addEventListener(
    'seeking',
    () => {
      if (video.readyState > 0) at = video.currentTime
    },
    { signal },
  )
  video.addEventListener('waiting', later, { signal })
  video.addEventListener('stalled', later, { signal })
  video.addEventListener('playing', goesOn, { signal })
  video.addEventListener(
    'timeupdate',
    () => {
      if (video.readyState === 0 || video.seeking) return
      if (video.currentTime > at) goesOn()
      at = video.currentTime
      if (Math.abs(at - brokeAt) > HEALED_SECONDS) breaks = 0
    },
    { signal },
  )
  video.addEventListener('error', () => void look(), { signal })
  window.addEventListener('online', () => isLost && void look(), { signal })
  return () => {
    clearTimeout(timer)
    off.abort()
  }
}
