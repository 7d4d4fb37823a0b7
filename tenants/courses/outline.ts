/** A course as students see it: one document a version, read in one row however many lessons there are. */
export interface Outline {
  readonly title: string
  readonly sections: readonly OutlineSection[]
}

export interface OutlineSection {
  readonly id: string
  readonly title: string
  readonly lessons: readonly OutlineLesson[]
}

export interface OutlineLesson {
  readonly id: string
  readonly title: string
  readonly kind: 'video' | 'text'
  /** Open to visitors. */
  readonly preview: boolean
  readonly bodyId: string | null
  readonly assetId: string | null
  /** Length of the video, or the time the text takes to read. */
  readonly seconds: number
}

export const lessonsOf = (outline: Outline): OutlineLesson[] => outline.sections.flatMap((section) => section.lessons)

export const secondsOf = (lessons: readonly { seconds: number }[]): number => lessons.reduce((sum, lesson) => sum + lesson.seconds, 0)
