import { rm } from 'node:fs/promises'
import { PermanentFailure } from '#tenants/jobs/contract.ts'
import { type ChildMessage, PROGRESS_EVERY_MS, StartMessage } from './protocol.ts'
import { performers } from './registry.ts'

// The process that performs one attempt, forked with IPC. It ends with its work, with its parent, or when told to.

const abort = new AbortController()
const orphaned = () => !process.connected

process.once('message', (message) => {
  // What goes wrong in here is the parent's to know; an exit without a word counts as a lost attempt.
  attempt(StartMessage.parse(message)).catch((error) => {
    console.error(error)
    process.exit(1)
  })
})
process.once('disconnect', () => stop('the parent is gone'))
process.once('SIGTERM', () => stop('told to stop'))
process.once('SIGINT', () => stop('told to stop'))

let working = false

function stop(reason: string): void {
  abort.abort(new Error(reason))
  // At work, the abort kills ffmpeg at once and the attempt ends by itself.
  if (!working) process.exit(0)
}

async function attempt({ kind, input, workDir }: StartMessage): Promise<void> {
  working = true
  let sentAt = 0
  let told: unknown
  const progress = (share: number, news?: unknown) => {
    const now = performance.now()
    // The first news of all is what somebody waits for.
    const isFirst = told === undefined && news !== undefined
    if ((now - sentAt < PROGRESS_EVERY_MS && !isFirst) || orphaned()) return
    sentAt = now
    told ??= news
    void say({ type: 'progress', share, news })
  }

  const last = await outcome(kind, input, workDir, progress)
  if (orphaned()) await rm(workDir, { recursive: true, force: true })
  else await say(last)
  process.exit(last.type === 'done' ? 0 : 1)
}

async function outcome(
  kind: string,
  input: unknown,
  workDir: string,
  progress: (share: number, news?: unknown) => void,
): Promise<ChildMessage> {
  const performer = performers.get(kind)
  // An older worker may meet a newer job: another one will know it.
  if (!performer) return { type: 'failed', permanent: false, message: `no perform code for ${kind}` }
  try {
    return { type: 'done', output: await performer.perform(input, { workDir, signal: abort.signal, progress }) }
  } catch (error) {
    if (error instanceof PermanentFailure) return { type: 'failed', permanent: true, code: error.code, message: error.message }
    return { type: 'failed', permanent: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Resolves when the message is on its way; a parent that is gone meanwhile is noticed by 'disconnect'. */
function say(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send) return resolve()
    process.send(message, () => resolve())
  })
}
