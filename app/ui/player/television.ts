import {
  isGoogleCastProvider,
  isHLSProvider,
  isVideoProvider,
  type MediaPlayerInstance,
  type MediaProviderAdapter,
  type MediaRemotePlaybackChangeEvent,
} from '@vidstack/react'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'

export interface Television {
  /** For the player's `onProviderChange`. */
  readonly prepare: (provider: MediaProviderAdapter | null) => void
  /** For the player's `onCanPlay`. */
  readonly goOn: () => void
  readonly airPlay: () => Promise<void>
  readonly cast: () => Promise<void>
  /** There was no link to be had for it. */
  readonly failed: boolean
}

/**
 * Sends the film to a television, which shows no cookie: it is given a link of its own, made when somebody presses the button and not before.
 * @param ask answers that link, absolute
 */
export function useTelevision(player: RefObject<MediaPlayerInstance | null>, ask?: () => Promise<string>): Television | undefined {
  const [failed, setFailed] = useState(false)
  const latest = useRef(ask)
  useEffect(() => {
    latest.current = ask
  })
  const made = useMemo(() => new Sender(player, latest, setFailed), [player])
  useEffect(() => {
    // Vidstack's component knows no `onRemotePlaybackChange`, though its types do.
    const instance = player.current
    instance?.addEventListener('remote-playback-change', made.changed)
    return () => instance?.removeEventListener('remote-playback-change', made.changed)
  }, [made, player])
  const has = ask !== undefined
  return useMemo(() => {
    if (!has) return undefined
    const { prepare, goOn, airPlay, cast } = made
    return { prepare, goOn, airPlay, cast, failed }
  }, [made, failed, has])
}

class Sender {
  #provider: MediaProviderAdapter | undefined
  #link: string | undefined
  /** Where the film stood when it went to the television, or came back: Vidstack forgets it with the provider that showed it. */
  #stood: { at: number; played: boolean } | undefined
  #hasMoved = false

  constructor(
    private readonly player: RefObject<MediaPlayerInstance | null>,
    private readonly ask: RefObject<(() => Promise<string>) | undefined>,
    private readonly tellFailed: (failed: boolean) => void,
  ) {}

  prepare = (provider: MediaProviderAdapter | null) => {
    if (!provider) return
    const before = this.#provider
    this.#provider = provider
    this.#hasMoved = before !== undefined && isGoogleCastProvider(provider) !== isGoogleCastProvider(before)
    if (!isGoogleCastProvider(provider)) return
    const load = provider.loadSource.bind(provider)
    provider.loadSource = (source) => load({ ...source, src: this.#link ?? source.src })
  }

  changed = (event: Event) => {
    if (!isRemoteChange(event)) return
    const { type, state } = event.detail
    const now = this.player.current?.state
    // Told once more by the provider that the television brings.
    const leaves = isGoogleCastProvider(this.#provider) ? 'disconnected' : 'connected'
    if (now && type === 'google-cast' && state === leaves) this.#stood = { at: now.currentTime, played: !now.paused }
  }

  goOn = () => {
    const { current: player } = this.player
    if (!this.#hasMoved || !this.#stood || !player) return
    this.#hasMoved = false
    player.remoteControl.seek(this.#stood.at)
    if (this.#stood.played) player.remoteControl.play()
  }

  airPlay = () =>
    this.#send((link) => {
      if (isHLSProvider(this.#provider) || isVideoProvider(this.#provider)) leadThere(this.#provider.video, link)
      this.player.current?.remoteControl.requestAirPlay()
    })

  cast = () => this.#send(() => this.player.current?.remoteControl.requestGoogleCast())

  async #send(show: (link: string) => void): Promise<void> {
    try {
      this.#link = await this.ask.current?.()
      this.tellFailed(this.#link === undefined)
      if (this.#link !== undefined) show(this.#link)
    } catch {
      // No line, or the server says no: said over the picture.
      this.tellFailed(true)
    }
  }
}

const isRemoteChange = (event: Event): event is MediaRemotePlaybackChangeEvent => event.type === 'remote-playback-change'

/** AirPlay takes the address of the element; where hls.js feeds it, that of the source beside (Vidstack keeps one for this). */
function leadThere(video: HTMLVideoElement, link: string): void {
  const beside = video.querySelector('source')
  if (beside) {
    beside.src = link
    return
  }
  const { currentTime, paused } = video
  video.addEventListener(
    'loadedmetadata',
    () => {
      video.currentTime = currentTime
      // Where the browser wants a press for it, the button is there.
      if (!paused) video.play().catch(() => undefined)
    },
    { once: true },
  )
  video.src = link
}
