import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { rootPath } from '#lib/paths.ts'
import { encodeVideo, resizeImage } from '#tenants/media/jobs.ts'
import { clip, inputOf, type Place, place, processesNaming } from './clips.ts'
import { ChildMessage, type StartMessage } from './protocol.ts'

// Built inside the project, so that the bundle finds node_modules.
let built: string
let clips: string
let short: string
let long: string
let here: Place
const children: ChildProcess[] = []

beforeAll(async () => {
  await mkdir(rootPath('.cache'), { recursive: true })
  built = await mkdtemp(rootPath('.cache', 'perform-child-'))
  await build({
    entryPoints: { perform: rootPath('workers/perform/child.ts') },
    ...{ outdir: built, bundle: true, packages: 'external', platform: 'node', target: 'node20', format: 'esm', logLevel: 'warning' },
    outExtension: { '.js': '.mjs' },
  })
  // A parent as small as can be: passes its one message on and lives until it is killed.
  await writeFile(
    join(built, 'parent.mjs'),
    `import { fork } from 'node:child_process'
     const child = fork(${JSON.stringify(join(built, 'perform.mjs'))})
     child.on('message', (said) => process.send(said))
     process.once('message', (start) => child.send(start))
     process.send({ child: child.pid })`,
  )
  clips = await mkdtemp(join(tmpdir(), 'child-'))
  short = await clip(join(clips, 'short.mp4'), '320x180', 2)
  long = await clip(join(clips, 'long.mp4'), '640x360', 60)
})
afterAll(async () => {
  await rm(built, { recursive: true, force: true })
  await rm(clips, { recursive: true, force: true })
})
beforeEach(async () => {
  here = await place()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await here.remove()
})

function start(script: string, message: StartMessage): ChildProcess {
  const child = fork(join(built, script), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  children.push(child)
  child.send(message)
  return child
}

const job = (path: string, kind: string = encodeVideo.name): StartMessage => ({
  ...{ kind, input: inputOf(path, here.sink), workDir: here.attempt.workDir },
})

async function allFrom(child: ChildProcess): Promise<{ messages: ChildMessage[]; code: number }> {
  const messages: ChildMessage[] = []
  child.on('message', (message) => messages.push(ChildMessage.parse(message)))
  const [code] = await once(child, 'exit')
  return { messages, code }
}

/** Resolves when the child, or the parent that passes its words on, tells of video encoded. */
const encoding = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    child.on('message', (message) => {
      const said = ChildMessage.safeParse(message)
      if (said.success && said.data.type === 'progress' && said.data.share > 0) resolve()
    })
  })
const nothingLeft = () =>
  vi.waitFor(async () => expect(await processesNaming(`${here.attempt.workDir}/`)).toEqual([]), { timeout: 60_000, interval: 20 })

test('a video goes in, progress and an output that fits the contract come out', async () => {
  const { messages, code } = await allFrom(start('perform.mjs', job(short)))
  expect(code).toBe(0)
  expect(messages.slice(0, -1).every((message) => message.type === 'progress')).toBe(true)
  const last = messages.at(-1)!
  expect(encodeVideo.output.parse(last.type === 'done' && last.output).renditions[0]!.name).toBe('180p')
  expect(existsSync(join(here.sink, 'master.m3u8'))).toBe(true)
})

test('a poisoned source is a permanent failure with its code', async () => {
  await writeFile(join(clips, 'text.png'), 'not a picture')
  const message: StartMessage = {
    ...job(join(clips, 'text.png')),
    kind: resizeImage.name,
    input: { ...inputOf(join(clips, 'text.png'), here.sink), widths: [320] },
  }
  const { messages, code } = await allFrom(start('perform.mjs', message))
  expect(messages).toMatchObject([{ type: 'failed', permanent: true, code: 'media.not_image' }])
  expect(code).toBe(1)
})

test('a missing source, a kind nobody knows and a wrong input can be tried again', async () => {
  for (const message of [job(join(clips, 'missing.mp4')), job(short, 'media.unheard_of'), { ...job(short), input: { source: 1 } }]) {
    const { messages } = await allFrom(start('perform.mjs', message))
    expect(messages).toMatchObject([{ type: 'failed', permanent: false }])
  }
})

test('SIGTERM ends ffmpeg and the child says why', async () => {
  const child = start('perform.mjs', job(long))
  const all = allFrom(child)
  await encoding(child)
  expect(await processesNaming(`${here.attempt.workDir}/`)).not.toEqual([])
  child.kill('SIGTERM')
  expect((await all).messages.at(-1)).toEqual({ type: 'failed', permanent: false, message: 'told to stop' })
  expect(await processesNaming(`${here.attempt.workDir}/`)).toEqual([])
})

test('when the parent is killed outright, no ffmpeg, no child and no work folder stay', async () => {
  const parent = start('parent.mjs', job(long))
  const [{ child }] = await once(parent, 'message')
  await encoding(parent)
  expect(await processesNaming(`${here.attempt.workDir}/`)).not.toEqual([])
  process.kill(parent.pid!, 'SIGKILL')
  await nothingLeft()
  await vi.waitFor(() => expect(() => process.kill(child, 0)).toThrow('ESRCH'), { timeout: 60_000, interval: 20 })
  expect(existsSync(here.attempt.workDir)).toBe(false)
})

test('a child without work ends with its parent', async () => {
  const child = fork(join(built, 'perform.mjs'))
  children.push(child)
  const exited = once(child, 'exit')
  child.disconnect()
  expect((await exited)[0]).toBe(0)
})
