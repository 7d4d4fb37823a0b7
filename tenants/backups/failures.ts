import { Failure } from '#lib/failure.ts'

/** There is no backup of that name or moment. */
export class BackupUnknown extends Failure {
  constructor() {
    super('backups.unknown', 404)
  }
}

export type Flaw = 'manifest' | 'foreign' | 'checksum' | 'size' | 'damaged' | 'rows'

/** A backup is not what its manifest says, or its manifest not ours: nothing of it is used. */
export class BackupRefused extends Failure {
  constructor(
    readonly flaw: Flaw,
    readonly found = '',
  ) {
    super(`backups.refused_${flaw}`, 422, { found })
  }
}

/** It was made by a newer version of Lectern than this one. */
export class BackupNewer extends Failure {
  constructor() {
    super('backups.newer', 409)
  }
}

/** Something else keeps the file's write lock: a restore needs it for a moment. */
export class RestoreHeldUp extends Failure {
  constructor() {
    super('backups.held_up', 503)
    this.retryAfter = 10
  }
}

/** The process that does the heavy part ended without an answer. */
export class BackupBroken extends Error {
  override readonly name = 'BackupBroken'
}
