import { Failure } from '#lib/failure.ts'

export class CourseUnknown extends Failure {
  constructor() {
    super('courses.unknown', 404)
  }
}

export class SectionUnknown extends Failure {
  constructor() {
    super('courses.section_unknown', 404)
  }
}

export class LessonUnknown extends Failure {
  constructor() {
    super('courses.lesson_unknown', 404)
  }
}

/** A course without a lesson has nothing to show. */
export class NothingToPublish extends Failure {
  constructor() {
    super('courses.nothing_to_publish', 409)
  }
}

/** Somebody saved this text after it was loaded here. */
export class BodyChangedElsewhere extends Failure {
  constructor() {
    super('courses.body_changed_elsewhere', 409)
  }
}
