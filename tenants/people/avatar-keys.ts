import { isNotNull } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { students } from './schema.ts'

export const avatarsBelow = (studentId: string): string => `avatars/${studentId}/`

export const avatarKey = (studentId: string, avatarId: string): string => `${avatarsBelow(studentId)}${avatarId}.webp`

/** Every picture of a student that the file names. */
export const avatarKeys = (db: Reading): string[] =>
  db
    .select({ id: students.id, avatarId: students.avatarId })
    .from(students)
    .where(isNotNull(students.avatarId))
    .all()
    .flatMap(({ id, avatarId }) => (avatarId ? [avatarKey(id, avatarId)] : []))
