import type Hls from 'hls.js'
import type { ErrorData, Events } from 'hls.js'
import type { PlayerProblem } from '#app/locales/en/player.ts'

/** hls.js's enums are values, and importing one would pull the library in before it is wanted. */
const ERROR = 'hlsError' as Events.ERROR
const FRAGMENT = 'hlsFragLoaded' as Events.FRAG_LOADED

const TRIES = 6
const LONGEST_WAIT_MS = 15_000
/** Milliseconds before the line is tried again. */
export const waitBefore = (tries: number): number => Math.min(LONGEST_WAIT_MS, 1000 * 2 ** tries)
/** What each refusal of the server means to who watches. Another rung of the film would be refused like this one. */
export const REFUSED: Readonly<Record<number, PlayerProblem>> = {
  401: 'refused',
  403: 'refused',
  410: 'spent',
  429: 'streams',
  451: 'country',
}

export interface Trouble {
  readonly reconnecting: boolean
  readonly problem: PlayerProblem | undefined
  /** Seconds: where the film stood when its picture was taken away. */
  readonly at?: number | undefined
}

/**
 * Brings playback back after the line was lost, without a reload. hls.js retries by itself for a while; when it gives up it
 * calls the error fatal and stops loading, and from there startLoad() continues with everything that is buffered.
 * @returns how to stop
 */
export function recover(hls: Hls, tell: (trouble: Trouble) => void): () => void {
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Loading fails, by hls.js's own retries or for good. */
  let stopped = false

  const again = () => {
    clearTimeout(timer)
    // Without levels the playlist itself never came.
    if (hls.levels.length === 0 && hls.url) hls.loadSource(hls.url)
    else hls.startLoad()
  }
  const refuse = (problem: PlayerProblem) => {
    clearTimeout(timer)
    // Nor does it go on from what was loaded before.
    const at = hls.media?.currentTime
    hls.stopLoad()
    hls.media?.pause()
    hls.detachMedia()
    tell({ reconnecting: false, problem, at })
  }
  const error = (_: Events.ERROR, data: ErrorData) => {
    if (data.type !== 'networkError') return
    stopped = true
    const refused = REFUSED[data.response?.code ?? 0]
    if (refused) return refuse(refused)
    if (!data.fatal) return tell({ reconnecting: true, problem: undefined })
    if (data.response?.code === 404) return refuse('refused')
    if (tries >= TRIES) return tell({ reconnecting: false, problem: 'network' })
    tell({ reconnecting: true, problem: undefined })
    clearTimeout(timer)
    timer = setTimeout(again, waitBefore(tries++))
  }
  const loaded = () => {
    tries = 0
    if (stopped) tell({ reconnecting: false, problem: undefined })
    stopped = false
  }
  const online = () => {
    if (!stopped) return
    tries = 0
    again()
  }
  hls.on(ERROR, error)
  hls.on(FRAGMENT, loaded)
  window.addEventListener('online', online)
  return () => {
    clearTimeout(timer)
    hls.off(ERROR, error)
    hls.off(FRAGMENT, loaded)
    window.removeEventListener('online', online)
  }
}
