import type { Student } from '#tenants/people/schema.ts'
import type { Protection } from './schema.ts'

/** What stands over the picture while this student watches; null for nothing, and for a visitor, who has no name. */
export function watermarkOf({ watermark }: Protection, student: Pick<Student, 'name' | 'email'> | undefined): string | null {
  if (!student || watermark === 'off') return null
  return watermark === 'email' ? `${student.name} · ${student.email}` : student.name
}
