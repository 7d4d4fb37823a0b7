/** Whether this machine's files may be written to. */
export type Role =
  | { readonly is: 'primary' }
  /** `primary` is what the machine that may is called. */
  | { readonly is: 'replica'; readonly primary: string }
  /** None is known that may: the last one is gone, and the next has not been chosen. */
  | { readonly is: 'waiting' }

/** The machines that hold the same databases, as this one sees them. Files are named without a folder: `platform.db`. */
export interface Cluster {
  readonly role: Role
  /** False on a single machine, where nothing below is ever asked. */
  readonly isShared: boolean
  /** How far a file is on this machine: hexadecimal, of one width, growing with each commit. Undefined of a file that is not there. */
  position(file: string): string | undefined
  /** Resolves with true as soon as this machine has the file at `position` or later, with false when it has not within `withinMs`. */
  reached(file: string, position: string, withinMs: number): Promise<boolean>
  /** Another number after each commit to the file, here or elsewhere; undefined while nothing is heard of commits. */
  heardOf(file: string): number | undefined
  /** The file was committed to, or is known to be further than what was heard: it is asked itself next time. */
  changed(file: string): void
  /**
   * Asked after a commit and before anybody is told of it: a machine that was paused may not have heard yet that another one has taken
   * over, and what it commits then is lost. At once, unless it was.
   * @throws Unconfirmed
   */
  confirmed(): Promise<void>
  /** Whom to tell when the role changes. */
  onRole(tell: (role: Role) => void): void
  close(): void
}

const PRIMARY: Role = { is: 'primary' }

/** One machine with the files on its own disk. */
export const ALONE: Cluster = {
  role: PRIMARY,
  isShared: false,
  position: () => undefined,
  reached: () => Promise.resolve(true),
  heardOf: () => undefined,
  changed() {},
  confirmed: () => Promise.resolve(),
  onRole() {},
  close() {},
}
