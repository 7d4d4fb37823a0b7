import type { Guest } from '#lib/machine-size.ts'

/** A machine as its provider tells of it. */
export interface Machine {
  readonly id: string
  /** Unique among those that exist. */
  readonly name: string
  /** The provider's word: created, starting, started, stopping, stopped, destroying … New ones may come. */
  readonly state: string
  readonly region: string
  /** What it was made of, as it was asked for then. */
  readonly size: string
  readonly image: string
  /** Undefined where it is not told. */
  readonly guest: Guest | undefined
}

export interface WantedMachine {
  readonly name: string
  readonly size: string
  readonly guest: Guest
  /** Room for the system and one source. GB. */
  readonly diskGb: number
  readonly env: Readonly<Record<string, string>>
}

/** Machines that workers run on. Every verb may be said again: what is already so stays so. All throw MachinesFailure. */
export interface Machines {
  /** What new machines run. */
  readonly image: string
  /** Those made here, whatever their state; what else lives in the same place is not ours. */
  list(signal?: AbortSignal): Promise<readonly Machine[]>
  /** Makes it and starts it. The same name is never made twice: where the first answer was lost the machine is found again. */
  create(wanted: WantedMachine, signal?: AbortSignal): Promise<Machine>
  start(id: string, signal?: AbortSignal): Promise<void>
  /** Asks the worker to end, and then ends it. */
  stop(id: string, signal?: AbortSignal): Promise<void>
  /** Also one that runs. */
  destroy(id: string, signal?: AbortSignal): Promise<void>
}

export type MachinesTrouble =
  /** The token is refused. */
  | 'refused'
  /** There is no such app, or no such machine. */
  | 'unknown'
  /** What was asked for is not to be had as it was asked for: an image nobody has, a guest there is none of. */
  | 'invalid'
  /** Somebody else has the machine's lease. */
  | 'held'
  /** It is not in a state for this. */
  | 'state'
  /** The name is taken. */
  | 'taken'
  /** No host has room for it now. */
  | 'no_room'
  /** Too many requests, also after waiting. */
  | 'limited'
  /** No answer, or none that can be read. */
  | 'away'

/** The message is for an operator. */
export class MachinesFailure extends Error {
  override readonly name = 'MachinesFailure'
  constructor(
    readonly trouble: MachinesTrouble,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
