import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isOutOfDescriptors } from '#lib/descriptors.ts'
import { rootPath } from '#lib/paths.ts'
import { ChildMessage, type StartMessage } from '#workers/perform/protocol.ts'
import { reapAttempt, reapStray } from '#workers/perform/stray.ts'
import type { Errand, Outcome, Transport } from './transport.ts'

/** It is the name of a folder here, and may come from Redis. */
const ERRAND_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,199}$/

/** Of an attempt that no folder or no process could be made for: where the machine is full, nothing is held against the job. */
const unbegun = (error: unknown): Outcome => {
  const isFull = isOutOfDescriptors(error) || (error instanceof Error && 'code' in error && error.code === 'EAGAIN')
  return isFull ? { done: false, failure: 'not_begun' } : failed(false, 'jobs.failed', String(error))
}

export interface InProcessTransport extends Transport {
  /** Answers the ids of the attempts that a crash cut off. */
  reap(): Promise<string[]>
}

/** Performs attempts in child processes of this one, so many at the same time; each has a folder of its own below `workRoot`. */
export function inProcessTransport(workRoot: string, slots: ReturnType<Transport['slots']>): InProcessTransport {
  const children = new Map<string, ChildProcess>()
  const cancelled = new Set<string>()
  const ends = new Set<Promise<unknown>>()
  let closed = false

  function perform(errand: Errand): Promise<Outcome> {
    if (closed) return Promise.resolve({ done: false, failure: 'interrupted' })
    if (!ERRAND_ID.test(errand.id)) return Promise.resolve(failed(true, 'jobs.failed', 'the name of the attempt is none'))
    const workDir = join(workRoot, errand.id)
    try {
      rmSync(workDir, { recursive: true, force: true })
      mkdirSync(workDir, { recursive: true })
    } catch (error) {
      return Promise.resolve(unbegun(error))
    }
    const child = fork(rootPath('build/bin/perform.js'), [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
      env: bareEnvironment(),
    })
    children.set(errand.id, child)
    const outcome = outcomeOf(child, errand)
    const start: StartMessage = { kind: errand.kind, input: errand.input, workDir }
    // Where no process could be started there is nobody to send to.
    if (child.connected) child.send(start)
    const ended = outcome.then(async (outcome): Promise<Outcome> => {
      // A child that was killed could not end its ffmpeg. A folder that cannot be removed now goes at the next start: what was made is not lost for it.
      await reapAttempt(workDir).catch(() => undefined)
      children.delete(errand.id)
      return closed || cancelled.delete(errand.id) ? { done: false, failure: 'interrupted' } : outcome
    })
    ends.add(ended)
    void ended.finally(() => ends.delete(ended))
    return ended
  }

  return {
    slots: () => slots,
    trouble: () => undefined,
    perform,
    // What this machine performed ended with the process that led, and its outcome goes from hand to hand.
    adopt: () => Promise.resolve(undefined),
    forget: () => Promise.resolve(),
    onLate: () => undefined,
    cancel(errandId) {
      const child = children.get(errandId)
      if (!child) return
      cancelled.add(errandId)
      child.kill('SIGTERM')
    },
    async reap() {
      mkdirSync(workRoot, { recursive: true })
      return reapStray(workRoot)
    },
    async close() {
      closed = true
      for (const child of children.values()) child.kill('SIGTERM')
      await Promise.all(ends)
    },
  }
}

/** What ffmpeg and Node need. A film that takes a decoder over finds no secret and no key in its environment. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG, TZ, NODE_ENV } = process.env
  return { PATH, HOME, TMPDIR, LANG, TZ, NODE_ENV }
}

/** Resolves when the process is gone, with the last thing it said. A child that falls silent is killed. */
function outcomeOf(child: ChildProcess, errand: Errand): Promise<Outcome> {
  return new Promise((resolve) => {
    let outcome: Outcome | undefined
    let silence: NodeJS.Timeout
    const listen = () => {
      clearTimeout(silence)
      silence = setTimeout(() => child.kill('SIGKILL'), errand.silenceMs)
    }
    listen()
    child.on('message', (raw) => {
      listen()
      const message = ChildMessage.parse(raw)
      if (message.type === 'progress') errand.onProgress(message.share, message.news)
      else if (message.type === 'done') outcome = { done: true, output: message.output }
      else outcome = failed(message.permanent, message.code ?? 'jobs.failed', message.message)
    })
    child.on('error', (error) => {
      outcome ??= child.pid === undefined ? unbegun(error) : failed(false, 'jobs.failed', String(error))
      if (child.pid !== undefined) return
      // A process that never was does not exit.
      clearTimeout(silence)
      resolve(outcome)
    })
    child.once('exit', (code, signal) => {
      clearTimeout(silence)
      resolve(outcome ?? failed(false, 'jobs.lost', `the process ended with ${signal ?? code} and said nothing`))
    })
  })
}

const failed = (permanent: boolean, code: string, detail: string): Outcome => ({ done: false, failure: { permanent, code, detail } })
