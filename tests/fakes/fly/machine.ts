import { randomBytes } from 'node:crypto'
import type { Config } from './shapes.ts'

export type State = 'created' | 'starting' | 'started' | 'stopping' | 'stopped' | 'suspended' | 'failed' | 'destroying' | 'destroyed'

/** Where a machine goes from a state it does not stay in: https://fly.io/docs/machines/machine-states. */
const NEXT: Partial<Record<State, State>> = { created: 'starting', starting: 'started', stopping: 'stopped', destroying: 'destroyed' }

const id = (bytes: number) => randomBytes(bytes).toString('hex')

/** One machine of the fake. It goes on to its next state when the test says so. */
export class FakeMachine {
  readonly id = id(7)
  readonly version = id(13).toUpperCase()
  state: State = 'created'
  /** Every state it has been in. */
  readonly history: State[] = ['created']
  lease: { nonce: string; owner: string; ttl: number } | undefined

  constructor(
    readonly name: string,
    readonly region: string,
    readonly config: Config,
  ) {}

  go(state: State): void {
    this.state = state
    this.history.push(state)
  }

  /** Answers whether it went on. */
  advance(): boolean {
    const next = NEXT[this.state]
    if (next) this.go(next)
    return next !== undefined
  }

  takeLease(owner: string, ttl: number): { nonce: string } {
    this.lease = { nonce: id(6), owner, ttl }
    return { nonce: this.lease.nonce }
  }

  /** As the API tells of it. */
  toJSON(): Record<string, unknown> {
    const { id, name, state, region, version, config } = this
    const image_ref = { registry: 'registry.fly.io', repository: config.image.split(':')[0], digest: 'sha256:0' }
    return { id, name, state, region, version, instance_id: version, config, image_ref, created_at: '2026-01-01T00:00:00Z' }
  }
}
