// Does one task of a backup in a process of its own: `backup.js <task> <JSON>`, answered as one JSON line.
import { compareFiles } from './compare-files.ts'
import { copyFile } from './copy-file.ts'
import { BackupRefused } from './failures.ts'
import { inspectFile } from './inspect-file.ts'
import { unpack } from './pack.ts'
import { type Answers, type Asks, type Said, TASKS, type Task } from './tasks.ts'

const WORK: { readonly [T in Task]: (asks: Asks<T>) => Promise<Answers<T>> | Answers<T> } = {
  copy: copyFile,
  inspect: inspectFile,
  unpack,
  compare: compareFiles,
}

async function perform<T extends Task>(task: T, json: string): Promise<Said> {
  try {
    return { answer: await WORK[task](TASKS[task].asks.parse(JSON.parse(json)) as Asks<T>) }
  } catch (error) {
    if (error instanceof BackupRefused) return { refused: error.flaw, found: error.found }
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

const isTask = (name: string): name is Task => name in TASKS

const [, , task = '', json = ''] = process.argv
const said = isTask(task) ? await perform(task, json) : { error: `no such task: ${task}` }
process.stdout.write(JSON.stringify(said))
