/**
 * An error with a sentence for the person and a code for the machine. Each subject names its own below this class;
 * the server turns them into status and text in one place.
 */
export class Failure extends Error {
  constructor(
    /** A key of the message catalogue below `failures`. */
    readonly code: string,
    readonly status: number,
    readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(code)
    this.name = new.target.name
  }

  /** Seconds after which the same request may succeed, when that is known. */
  retryAfter?: number
}

/** `found ?? fail(new CodeUnknown())` reads better than a block. */
export function fail(error: Error): never {
  throw error
}
