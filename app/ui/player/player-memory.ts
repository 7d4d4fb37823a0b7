import type { MediaStorage } from '@vidstack/react'
import type { PlayerCaptions } from './player-props.ts'

const PLACE = 'lectern.player'

interface Taste {
  volume?: number
  muted?: boolean
  rate?: number
  quality?: Awaited<ReturnType<MediaStorage['getVideoQuality']>>
  captions?: boolean
  lang?: string | null
  style?: Partial<CaptionStyle>
  goesOn?: boolean
}

export const CAPTION_SIZES = ['s', 'm', 'l', 'xl'] as const
export const CAPTION_INKS = ['white', 'yellow'] as const
export const CAPTION_GROUNDS = ['half', 'solid', 'none'] as const

/** How captions look. */
export interface CaptionStyle {
  readonly size: (typeof CAPTION_SIZES)[number]
  readonly ink: (typeof CAPTION_INKS)[number]
  readonly ground: (typeof CAPTION_GROUNDS)[number]
}

export function captionStyle(): CaptionStyle {
  const { style } = read()
  return {
    size: CAPTION_SIZES.find((one) => one === style?.size) ?? 'm',
    ink: CAPTION_INKS.find((one) => one === style?.ink) ?? 'white',
    ground: CAPTION_GROUNDS.find((one) => one === style?.ground) ?? 'half',
  }
}

export const rememberStyle = (style: CaptionStyle): void => write({ style })

/** The person chose a language; what a film shows for want of it changes nothing. */
export const rememberLanguage = (lang: string): void => write({ lang })

/** Whether the next film begins when one has ended. */
export const goesOnByItself = (): boolean => read().goesOn ?? true

export const rememberGoingOn = (goesOn: boolean): void => write({ goesOn })

/** What the person likes, for every film on this device. Not where they are in it: that the server knows. */
export class PlayerMemory implements MediaStorage {
  constructor(private readonly offered: readonly PlayerCaptions[] = []) {}

  async getVolume() {
    return read().volume ?? null
  }
  async setVolume(volume: number) {
    write({ volume })
  }
  async getMuted() {
    return read().muted ?? null
  }
  async setMuted(muted: boolean) {
    write({ muted })
  }
  async getTime() {
    return null
  }
  async getLang() {
    const { lang } = read()
    const has = (language: string | null | undefined) => this.offered.some((one) => one.language === language)
    return (has(lang) ? lang : (this.offered.find((one) => one.suits) ?? this.offered[0])?.language) ?? null
  }
  /** Also told by itself, of what was shown for want of another. */
  async setLang() {}
  /** Off until somebody turns them on. */
  async getCaptions() {
    return read().captions ?? false
  }
  async setCaptions(captions: boolean) {
    write({ captions })
  }
  async getPlaybackRate() {
    return read().rate ?? null
  }
  async setPlaybackRate(rate: number) {
    write({ rate })
  }
  async getVideoQuality() {
    return read().quality ?? null
  }
  async setVideoQuality(quality: Taste['quality']) {
    write({ quality: quality ?? null })
  }
  async getAudioGain() {
    return null
  }
}

function read(): Taste {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '{}')
    return typeof kept === 'object' && kept !== null ? kept : {}
  } catch {
    // Forbidden storage, or somebody else's text: the player's own defaults are fine.
    return {}
  }
}

function write(change: Taste): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify({ ...read(), ...change }))
  } catch {
    // Forbidden or full: the taste lasts as long as the page.
  }
}
