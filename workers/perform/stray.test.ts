import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { binaries } from './ffmpeg.ts'
import { pidFile, reapAttempt, reapStray } from './stray.ts'

let root: string
const started: ChildProcess[] = []
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stray-'))
})
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  await rm(root, { recursive: true, force: true })
})

/** An ffmpeg that would go on for ever, writing into the attempt's folder. */
async function forgotten(attempt: string): Promise<ChildProcess> {
  const workDir = join(root, attempt)
  await mkdir(workDir)
  const child = spawn(binaries().ffmpeg, [
    '-v',
    'error',
    '-nostdin',
    '-re',
    '-f',
    'lavfi',
    '-i',
    'anullsrc',
    '-f',
    'null',
    join(workDir, 'out'),
  ])
  started.push(child)
  await once(child, 'spawn')
  await writeFile(pidFile(workDir), String(child.pid))
  return child
}

test('an ffmpeg that a crash left behind is ended and its folder goes', async () => {
  const child = await forgotten('attempt-1')
  const exited = once(child, 'exit')
  expect(await reapStray(root)).toEqual(['attempt-1'])
  expect(await exited).toEqual([null, 'SIGKILL'])
  expect(existsSync(join(root, 'attempt-1'))).toBe(false)
})

test('a process that merely got the same number since is left alone', async () => {
  const child = await forgotten('attempt-2')
  await mkdir(join(root, 'attempt-1'))
  await writeFile(pidFile(join(root, 'attempt-1')), String(child.pid))
  expect(await reapAttempt(join(root, 'attempt-1'))).toBe(false)
  expect(existsSync(join(root, 'attempt-1'))).toBe(false)
  expect(child.exitCode ?? child.signalCode).toBeNull()
})

test('folders without a process, without a number or with nonsense are only removed; no root at all is fine', async () => {
  for (const [name, noted] of Object.entries({ none: '', gone: '4194304', nonsense: '-1' })) {
    await mkdir(join(root, name))
    await writeFile(pidFile(join(root, name)), noted)
  }
  expect((await reapStray(root)).sort()).toEqual(['gone', 'none', 'nonsense'])
  expect(existsSync(join(root, 'gone')) || existsSync(join(root, 'nonsense'))).toBe(false)
  expect(await reapStray(join(root, 'never-made'))).toEqual([])
})
