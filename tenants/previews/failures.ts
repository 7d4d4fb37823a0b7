import { Failure } from '#lib/failure.ts'

export class PreviewRefused extends Failure {
  constructor() {
    super('previews.refused', 403)
  }
}

/** Who looks at a draft changes nothing by it. */
export class OnlyPreviewing extends Failure {
  constructor() {
    super('previews.only_previewing', 403)
  }
}
