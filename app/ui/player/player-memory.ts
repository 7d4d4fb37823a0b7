import type { MediaStorage } from '@vidstack/react'

const PLACE = 'lectern.player'

interface Taste {
  volume?: number
  muted?: boolean
  rate?: number
  quality?: Awaited<ReturnType<MediaStorage['getVideoQuality']>>
  captions?: boolean
  lang?: string | null
}

/** What the person likes, for every film on this device. Not where they are in it: that the server knows. */
export class PlayerMemory implements MediaStorage {
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
    return read().lang ?? null
  }
  async setLang(lang: string | null) {
    write({ lang })
  }
  async getCaptions() {
    return read().captions ?? null
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
