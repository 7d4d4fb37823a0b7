/** Something that hears what is said and writes it down. */
export interface Speech {
  /**
   * @param audio one mp3 of at most MOST_BYTES
   * @throws SpeechRefused when it will not, however often it is asked; SpeechAway when it may later
   */
  transcribe(audio: Uint8Array, asked: { readonly language: string | undefined }, signal: AbortSignal): Promise<Heard>
}

export interface Heard {
  /** As the service names it: “german”, or “de”. */
  readonly language: string | undefined
  /** Seconds from the beginning of the piece. */
  readonly segments: readonly { readonly start: number; readonly end: number; readonly text: string }[]
}

/** What services take at once: OpenAI 25 MB. */
export const MOST_BYTES = 25_000_000

/** `code` is a key of the catalogue below `jobs.reason`. */
export class SpeechRefused extends Error {
  override readonly name = 'SpeechRefused'
  constructor(
    readonly code: 'speech.key' | 'speech.quota' | 'speech.not_taken',
    message: string,
  ) {
    super(message)
  }
}

export class SpeechAway extends Error {
  override readonly name = 'SpeechAway'
}
