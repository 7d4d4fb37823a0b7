import { z } from 'zod'

// What an attempt without files of its own and the broker say to each other. Known to workers, so nothing here knows a database.

/** What attempts make: playlists, segments, the poster, the storyboard; the sizes of a picture; pieces of the sound to be written down. */
const NAME =
  /^(master\.m3u8|poster\.jpg|storyboard(\.vtt|-\d{1,3}\.jpg)|\d{2,4}p\/((index|iframes)\.m3u8|\d{1,6}\.ts)|\d{1,5}\.webp|speech\/\d{1,3}\.mp3)$/

/** A segment of the top rung has some 4 MB, the playlist of twelve hours less. Bytes. */
export const MOST_BYTES = 64 * 1024 * 1024
/** Objects asked for at once. */
export const MOST_WANTED = 100

/** Ten minutes of speech have some 2 MB. They are read whole, several at a time (workers/transcribe.ts). */
const MOST_SOUND_BYTES = 8 * 1024 * 1024

export const WantedObject = z
  .object({
    /** Below the attempt's own prefix. */
    name: z.string().regex(NAME),
    size: z.number().int().min(1).max(MOST_BYTES),
    /** Base64. */
    sha256: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
  })
  .refine(({ name, size }) => !name.startsWith('speech/') || size <= MOST_SOUND_BYTES, 'too much sound')
export type WantedObject = z.infer<typeof WantedObject>

export const Wanted = z.object({ objects: z.array(WantedObject).min(1).max(MOST_WANTED) })

/** Where an object is to be PUT, and with which headers. */
export const SignedPut = z.object({ url: z.url(), headers: z.record(z.string(), z.string()) })
export type SignedPut = z.infer<typeof SignedPut>

/** In the order of what was wanted. */
export const Granted = z.object({ objects: z.array(SignedPut) })
export type Granted = z.infer<typeof Granted>
