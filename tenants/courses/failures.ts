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

export class CourseTooLong extends Failure {
  constructor(most: number) {
    super('courses.too_many_lessons', 409, { most })
  }
}

export class CourseTooManySections extends Failure {
  constructor(most: number) {
    super('courses.too_many_sections', 409, { most })
  }
}

export class TooManyCourses extends Failure {
  constructor(most: number) {
    super('courses.too_many', 409, { most })
  }
}

/** Of a lesson's text: more than one page should carry, or lists in lists without end. */
export class BodyTooLarge extends Failure {
  constructor(why: 'body_too_long' | 'body_too_deep') {
    super(`courses.${why}`, 413)
  }
}
