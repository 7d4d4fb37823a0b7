import { StudentSuspended } from './failures.ts'
import type { Student } from './schema.ts'

/** @throws StudentSuspended */
export function checkNotSuspended({ suspendedAt, suspendedReason }: Pick<Student, 'suspendedAt' | 'suspendedReason'>): void {
  if (suspendedAt !== null) throw new StudentSuspended(suspendedReason)
}
