import { Failure } from '#lib/failure.ts'

/** The lesson exists and is open to enrolled students alone. */
export class EnrollmentNeeded extends Failure {
  constructor(courseSlug: string) {
    super('learning.enrollment_needed', 403, { courseSlug })
  }
}
