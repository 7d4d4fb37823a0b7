import type { PartRefused } from '#integrations/storage/storage.ts'
import { Failure } from '#lib/failure.ts'

export class AssetUnknown extends Failure {
  constructor() {
    super('media.unknown', 404)
  }
}

export class UploadRefused extends Failure {
  constructor(why: 'empty' | 'too_large' | 'kind' | 'finished' | 'incomplete') {
    super(`media.upload_${why}`, why === 'too_large' ? 413 : why === 'incomplete' ? 409 : 400)
  }
}

export class UploadUnknown extends Failure {
  constructor() {
    super('media.upload_unknown', 404)
  }
}

/** A part that is not of its upload, or not what it was said to be. */
export class PartNotTaken extends Failure {
  constructor(why: PartRefused['code']) {
    super(`media.part_${why}`, why === 'unknown_upload' ? 404 : 400)
  }
}

/** Nothing is left of the file that another try could start from. */
export class SourceGone extends Failure {
  constructor() {
    super('media.source_gone', 409)
  }
}

export class TooManyUploads extends Failure {
  constructor(most: number) {
    super('media.too_many_uploads', 409, { most })
  }
}

/** Files of this installation lie in one place alone: there is no cheaper one to move to. */
export class NoColdStorage extends Failure {
  constructor() {
    super('media.no_cold_storage', 400)
  }
}
