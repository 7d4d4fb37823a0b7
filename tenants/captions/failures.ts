import { Failure } from '#lib/failure.ts'
import type { LineProblem } from './read-cues.ts'

export class CaptionsUnknown extends Failure {
  constructor() {
    super('captions.unknown', 404)
  }
}

/** A file that is not taken. `problems` say in which lines it is wrong. */
export class FileRefused extends Failure {
  constructor(
    why: 'empty' | 'too_large' | 'not_text' | 'lines',
    readonly problems: readonly LineProblem[] = [],
  ) {
    super(`captions.file_${why}`, why === 'too_large' ? 413 : 400)
  }
}

/** A language nobody has a name for. */
export class LanguageUnknown extends Failure {
  constructor() {
    super('captions.language', 400)
  }
}

/** Cues that cannot be kept. `number` is the first of them, from 1. */
export class CuesRefused extends Failure {
  constructor(why: 'backwards' | 'late' | 'long' | 'too_many', number: number) {
    super(`captions.cue_${why}`, 400, { number })
  }
}

/** Students would be shown an empty track. */
export class NothingToPublish extends Failure {
  constructor() {
    super('captions.nothing', 409)
  }
}

/** Somebody else saved in between; nothing is overwritten. */
export class CaptionsChangedElsewhere extends Failure {
  constructor() {
    super('captions.changed_elsewhere', 409)
  }
}

/** The film has no captions of its own to make: it is not prepared yet, or being listened to already. */
export class NotToBeHeard extends Failure {
  constructor(why: 'unset' | 'not_ready' | 'underway' | 'no_source' | 'at_mux' | 'enough' | 'ask_again') {
    super(`captions.speech_${why}`, 409)
  }
}
