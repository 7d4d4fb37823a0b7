import { Failure } from '#lib/failure.ts'

export class CourseUnknown extends Failure {
  constructor(code = 'courses.unknown', details: Readonly<Record<string, string>> = {}) {
    super(code, 404, details)
  }
}

/** Students were in it, or could be; the school has taken it away since. */
export class CourseTakenAway extends CourseUnknown {
  constructor(why: 'taken_off' | 'removed', title: string) {
    super(`courses.${why}`, { title })
  }
}

/** In the trash, and yet a published version shows it: without its row nobody's progress in it could be kept. */
export class StillShown extends Failure {
  constructor(course: string) {
    super('courses.still_shown', 409, { course })
  }
}

export class NotInTrash extends Failure {
  constructor() {
    super('courses.not_in_trash', 404)
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

/** What was to be taken back is not what students see any more. */
export class PublishedSince extends Failure {
  constructor() {
    super('courses.published_since', 409)
  }
}

/** Of a lesson's text: more than one page should carry, or lists in lists without end. */
export class BodyTooLarge extends Failure {
  constructor(why: 'body_too_long' | 'body_too_deep') {
    super(`courses.${why}`, 413)
  }
}
