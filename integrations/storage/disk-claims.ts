import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { absent, isCode } from '#lib/errno.ts'

/**
 * Who writes straight into an upload's file right now. A claim is a file that only one writer can create per part, whichever
 * process it lives in. A dead process's claim stays and is never taken over (two could try at once): its part goes the way
 * of a repeated part, through a spare file.
 */
export interface Claim {
  release(): Promise<void>
}

/** @returns undefined when another writer holds, or died holding, the part */
export async function claimPart(claims: string, number: number): Promise<Claim | undefined> {
  const path = join(claims, String(number))
  try {
    const file = await open(path, 'wx')
    try {
      await file.writeFile(me())
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isCode(error, 'EEXIST')) return undefined
    throw error
  }
  return { release: () => rm(path, { force: true }) }
}

/** Whether any writer that is still alive holds a claim, and so may still write into the file. */
export async function anyoneWrites(claims: string): Promise<boolean> {
  for (const name of (await readdir(claims).catch(absent)) ?? []) {
    const file = await open(join(claims, name), 'r').catch(absent)
    if (file === undefined) continue
    try {
      if (isAlive(await file.readFile('utf8'))) return true
    } finally {
      await file.close()
    }
  }
  return false
}

/** Process ids come again, after a restart in a container always the same one: the start time tells two lives apart. */
function me(): string {
  return JSON.stringify({ pid: process.pid, started: startOf(process.pid), run })
}

const run = randomBytes(8).toString('hex')

function isAlive(written: string): boolean {
  // An empty claim is one whose writer is between creating and naming itself.
  const claim: unknown = written === '' ? undefined : JSON.parse(written)
  if (typeof claim !== 'object' || claim === null || !('pid' in claim) || typeof claim.pid !== 'number') return true
  if ('run' in claim && claim.run === run) return true
  try {
    process.kill(claim.pid, 0)
  } catch (error) {
    return !isCode(error, 'ESRCH')
  }
  return claim.pid !== process.pid && 'started' in claim && claim.started === startOf(claim.pid)
}

/** Clock ticks since boot (proc(5), field 22), or nothing where there is no /proc. */
function startOf(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch (error) {
    absent(error)
    return ''
  }
}
