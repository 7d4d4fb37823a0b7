import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { rootPath } from '#lib/paths.ts'
import { BackupBroken, BackupRefused } from './failures.ts'
import { type Answers, type Asks, Said, TASKS, type Task } from './tasks.ts'

const run = promisify(execFile)

/**
 * Has a task done by a process of its own: hashing, packing and checking 500 MB would hold up every school of this one.
 * @throws BackupRefused as the child found it, BackupBroken when it could not do it
 */
export async function inChild<T extends Task>(task: T, asks: Asks<T>, signal?: AbortSignal): Promise<Answers<T>> {
  const said = Said.parse(JSON.parse(await ask(task, JSON.stringify(asks), signal)))
  if ('refused' in said) throw new BackupRefused(said.refused, said.found)
  if ('error' in said) throw new BackupBroken(`${task}: ${said.error}`)
  return TASKS[task].answers.parse(said.answer) as Answers<T>
}

async function ask(task: Task, asks: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, [rootPath('build/bin/backup.js'), task, asks], {
      maxBuffer: 8 * 1024 * 1024,
      killSignal: 'SIGKILL',
      signal,
    })
    return stdout
  } catch (error) {
    throw new BackupBroken(`${task}: the process ended early`, { cause: error })
  }
}
