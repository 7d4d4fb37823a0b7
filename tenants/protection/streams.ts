import { LRUCache } from 'lru-cache'

/**
 * Who asked for nothing for so long does not watch any more. A player that plays asks for a segment every six seconds, and one that was
 * paused has its place back as soon as it goes on, unless somebody else took it.
 */
export const STREAM_IDLE_MS = 60_000
/** Students who watch at one moment. */
const MOST = 50_000

/**
 * On which devices each student watches at this moment. In the memory of one process: a restart forgets for a minute, and of several
 * processes each counts what it answers.
 */
export class Streams {
  readonly #devices = new LRUCache<string, Map<string, number>>({ max: MOST })

  /**
   * Notes that a device asks for a part of a film. It is admitted when it watches already, or fewer than `most` others do; who comes later
   * is refused, not who was first.
   * @param student with the school's id: students of two schools may have one
   */
  admit(student: string, device: string, most: number, now = Date.now()): boolean {
    const devices = this.#devices.get(student) ?? new Map<string, number>()
    for (const [other, at] of devices) if (at <= now - STREAM_IDLE_MS) devices.delete(other)
    if (!devices.has(device) && devices.size >= most) return false
    devices.set(device, now)
    this.#devices.set(student, devices)
    return true
  }

  /** It has handed the film on to another one. */
  release(student: string, device: string): void {
    this.#devices.get(student)?.delete(device)
  }
}
