import { readFileSync } from 'node:fs'

/** Ticks of /proc/…/stat: USER_HZ, which is 100 on every architecture Node runs on. */
const TICKS = 100

/** Resident memory of a process, MB (2^20 bytes). proc(5), status: VmRSS is in kB. */
export function residentMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kb) / 1024)
}

/** CPU seconds so far, of a process alone and of the children it has waited for, with theirs. proc(5), stat: fields 14 to 17. */
export function cpuSeconds(pid: number): { own: number; children: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The second field is the program's name, in brackets, and may hold anything.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const seconds = (field: number) => (fields[field - 3] ?? Number.NaN) / TICKS
  return { own: seconds(14) + seconds(15), children: seconds(16) + seconds(17) }
}
