import { execFile } from 'node:child_process'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isCode } from '#lib/errno.ts'

const run = promisify(execFile)

/** Where an attempt notes the ffmpeg it has running. */
export const pidFile = (workDir: string) => join(workDir, 'ffmpeg.pid')

/**
 * Ends what a crash left below `workRoot` (one folder an attempt) and removes the folders. For a dispatcher's start, before it
 * hands out work: every folder there is residue then. Answers the names of the folders: the attempts that were cut off.
 */
export async function reapStray(workRoot: string): Promise<string[]> {
  const entries = await readdir(workRoot, { withFileTypes: true }).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return []
    throw error
  })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  for (const name of names) await reapAttempt(join(workRoot, name))
  return names
}

/** The same for one attempt's folder, for when its process died without a word. Answers whether an ffmpeg was still running. */
export async function reapAttempt(workDir: string): Promise<boolean> {
  const noted = await readFile(pidFile(workDir), 'utf8').catch(() => '')
  const pid = /^\d+$/.test(noted) ? Number(noted) : undefined
  // The number may belong to somebody else by now: only a process that names this folder is ours.
  const alive = async () => pid !== undefined && (await commandLine(pid)).includes(`${resolve(workDir)}/`)
  const found = pid !== undefined && (await alive())
  if (found) {
    kill(pid)
    for (let i = 0; i < 100 && (await alive()); i++) await wait(20)
  }
  await rm(workDir, { recursive: true, force: true, maxRetries: 3 })
  return found
}

/** Empty when there is no such process, or when it is only waiting to be collected. */
async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return line.replaceAll('\0', ' ')
  }
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return stdout
}

/** It may have ended on its own a moment ago. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!isCode(error, 'ESRCH')) throw error
  }
}
