/** What may become of the videos of a school as they were uploaded. Known to the page too: no database in here. */
export const SOURCE_POLICIES = ['keep', 'archive', 'delete'] as const
export type SourcePolicy = (typeof SOURCE_POLICIES)[number]

/** So long a school may think it over, and look whether its videos came out right. Days. */
export const LEAST_GRACE = 1
export const MOST_GRACE = 365

export interface SourcesKept {
  /** Videos whose source is there, in the ordinary class and in a cheaper one. */
  readonly videos: number
  readonly bytes: number
  readonly archivedVideos: number
  readonly archivedBytes: number
  /** Videos that play and whose source was deleted. */
  readonly gone: number
}

/** A rule that begins to delete: what goes by it is lost for good, so whoever sets it is asked first. */
export const beginsToDelete = (policy: SourcePolicy, before: SourcePolicy): boolean => policy === 'delete' && before !== 'delete'
