/** The lists of students every school has, and how a list can stand. Apart, because pages name them as well. */
export const SEGMENTS = ['all', 'active', 'never', 'stuck', 'finished', 'ending', 'suspended', 'shared'] as const
export type Segment = (typeof SEGMENTS)[number]

export const STUDENT_SORTS = ['joined', 'name', 'seen'] as const
export type StudentSort = (typeof STUDENT_SORTS)[number]
