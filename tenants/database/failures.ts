import { Failure } from '#lib/failure.ts'

/** No school has this address or id. */
export class SchoolUnknown extends Failure {
  constructor() {
    super('school.unknown', 404)
  }
}

/** The school exists and is closed for now. */
export class SchoolSuspended extends Failure {
  constructor() {
    super('school.suspended', 423)
  }
}

/** The school's file is older than this code; a child process is migrating it. */
export class SchoolBehind extends Failure {
  constructor() {
    super('school.behind', 503)
    this.retryAfter = 2
  }
}

/** Another process holds the school's write lock for longer than a person waits. */
export class SchoolBusy extends Failure {
  constructor() {
    super('school.busy', 503)
    this.retryAfter = 1
  }
}

/** Writes are another machine's: the request is to be asked again there. */
export class OnPrimary extends Failure {
  constructor() {
    super('school.on_primary', 503)
    this.retryAfter = 1
  }
}

/** It was committed on a machine that turned out to write for nobody any more. */
export class Unconfirmed extends Failure {
  constructor() {
    super('school.unconfirmed', 503)
    this.retryAfter = 1
  }
}

/** The machine cannot write what it should: the disk is full, read-only or failing. The cause says which. */
export class DiskTrouble extends Failure {
  constructor(override readonly cause: unknown) {
    super('school.disk', 503)
    this.retryAfter = 30
  }
}

/** This process, or the machine, has as many files and connections open as it may. */
export class OutOfFiles extends Failure {
  constructor(override readonly cause: unknown) {
    super('school.out_of_files', 503)
    this.retryAfter = 5
  }
}

/** The school's file cannot be read as a database; it is set aside until an operator restores it. */
export class SchoolBroken extends Failure {
  constructor() {
    super('school.broken', 503)
    this.retryAfter = 300
  }
}

/** Our own mistake: handles of two schools, or two transactions of one, at the same time. */
export class HandleMisused extends Error {
  override readonly name = 'HandleMisused'
}
