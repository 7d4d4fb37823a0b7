import type { Trashed } from '#tenants/courses/trash.ts'

/** Something in the trash; `deletedBy` is a name. */
export type TrashRow = Trashed

/** As forms and addresses name it. */
export const nameOf = (row: Pick<TrashRow, 'kind' | 'id'>): string => `${row.kind}:${row.id}`
