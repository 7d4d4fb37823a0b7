import { hostname } from 'node:os'
import { isCode } from '#lib/errno.ts'
import { newId } from '#lib/ids.ts'

/** Who holds a lease: `<machine>/<pid>/<unique>`. */
const living = new Set<string>()

export function newHolder(): string {
  const holder = `${hostname()}/${process.pid}/${newId('holder')}`
  living.add(holder)
  return holder
}

/** Says that this process no longer acts under a name it gave out. */
export const retire = (holder: string): boolean => living.delete(holder)

/** Whether a holder cannot come back: a process of this machine that has ended. Of other machines nothing is known. */
export function isGone(holder: string): boolean {
  const [machine, number] = holder.split('/')
  const pid = Number(number)
  if (machine !== hostname() || !Number.isInteger(pid)) return false
  // Another process had our number before us, or one of our own holders.
  if (pid === process.pid) return !living.has(holder)
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return isCode(error, 'ESRCH')
  }
}
