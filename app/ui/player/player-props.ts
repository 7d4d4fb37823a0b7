import type { WatchReport } from './watch-report.ts'

/** What there is to do after a film. */
export interface WhatFollows {
  readonly label: string
  readonly title: string
  /** What the button says. */
  readonly action: string
  readonly go: () => void
  /** It is a film too, and begins by itself unless the student stops it. */
  readonly goesByItself: boolean
}

export interface PlayerProps {
  /** The master playlist. */
  readonly src: string
  readonly poster?: string
  /** A WebVTT file that says where small pictures of the film are; shown above the scrubber. */
  readonly storyboard?: string
  readonly title: string
  /** Seconds. At or near the end it begins anew. */
  readonly startAt?: number
  /** Seconds, shown before the playlist is here. */
  readonly duration?: number
  /** Seconds that are there by now, of a film that is still being made; the playlist grows. */
  readonly until?: number | null
  /** Width by height, such as `16/9`, which is what it is when absent. */
  readonly ratio?: string
  /** Every 10 s while playing, on pause, at the end, and when the page goes. */
  readonly onReport?: (report: WatchReport) => void
  /** With it there is a button for the next lesson. */
  readonly onNext?: () => void
  /** Offered over the last picture. */
  readonly following?: WhatFollows
  /** Stands over the picture. With it there is no picture in picture, which would show the film without. */
  readonly watermark?: string | null
  /** From the beginning, without a press on anything: the film goes on that was shown before. */
  readonly autoPlay?: boolean
  /** The link has expired; `at` is where the film stands, in seconds. Whoever shows the player gives it another `src`. */
  readonly onSpent?: (at: number) => void
  /** Answers a link to the film that a television can open, absolute. With it there are buttons for one, where the browser knows a way. */
  readonly onTelevision?: () => Promise<string>
  readonly captions?: readonly PlayerCaptions[]
  /** In the order of time. */
  readonly chapters?: readonly PlayerChapter[]
  /** The page has no list of keys of its own: `?` opens the player's. */
  readonly answersHelp?: boolean
  /** Given the player as soon as it is there, and undefined when it goes. */
  readonly onControl?: (control: PlayerControl | undefined) => void
}

export interface PlayerCaptions {
  readonly src: string
  readonly label: string
  readonly language: string
  /** Suits who watches, as long as they have not chosen another. */
  readonly suits?: boolean
}

/** A named part of the film, to the next one or the end. */
export interface PlayerChapter {
  /** Seconds. */
  readonly at: number
  readonly title: string
}

/** What stands beside a film and moves with it. Seconds. */
export interface PlayerControl {
  time(): number
  seek(to: number): void
  play(): void
  pause(): void
  /** Told where the film is, several times a second while it plays. Answers how to stop listening. */
  onTime(tell: (seconds: number) => void): () => void
}

/** The place in the list of the chapter that runs at this second; -1 before the first. */
export const chapterAt = (chapters: readonly PlayerChapter[], second: number): number => chapters.findLastIndex(({ at }) => at <= second)

/** 7:42, 1:02:03. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
