/** So long undo and restore find the files they bring back: thirty days. */
export const UNUSED_MS = 30 * 86_400_000

/** Why something goes: a key below `sweep` for who reads it. */
export type SweptWhy =
  /** An upload that was begun a week ago and never finished. */
  | 'upload_abandoned'
  /** A file nothing has referred to for thirty days, with everything made of it. */
  | 'file_unused'
  /** Objects no row knows: of a file that is gone, or of an attempt whose end nobody saw. */
  | 'no_file'
  | 'no_attempt'
  /** What was made of a video before it was prepared again, once no player may hold a link to it. */
  | 'output_outlived'
  /** By the school's rule for videos as they were uploaded. */
  | 'source_deleted'
  | 'source_archived'

/** One thing that a sweep takes away, or would. */
export interface SweptThing {
  readonly why: SweptWhy
  /** Of one object, or what the keys of all begin with. */
  readonly key: string
  /** The file's name, where a row knows it. */
  readonly name: string | null
  readonly objects: number
  readonly bytes: number
  /** Since when it is so, or was last touched. Milliseconds. */
  readonly since: number
}
