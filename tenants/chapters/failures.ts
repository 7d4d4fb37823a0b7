import { Failure } from '#lib/failure.ts'

/** Chapters that cannot be kept. `number` is the first of them, from 1. */
export class ChaptersRefused extends Failure {
  constructor(why: 'late' | 'twice' | 'long' | 'too_many' | 'no_title', number: number) {
    super(`chapters.${why}`, 400, { number })
  }
}

/** Somebody else saved in between; nothing is overwritten. */
export class ChaptersChangedElsewhere extends Failure {
  constructor() {
    super('chapters.changed_elsewhere', 409)
  }
}
