import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { beginUpload, PART_BYTES, signParts } from '#tenants/media/upload.ts'
import { aPublishedCourse, type CourseFixture } from '#tests/setup/kit.ts'
import { type Answer, type TestServer, until } from '#tests/setup/server.ts'
import { expectReadable, integrity, newCourse, type Scene, scene, titles } from './two-schools.ts'

const run = promisify(execFile)

/** Less than half of what `npm start` gives it. Megabytes. */
const LITTLE = ['--max-old-space-size=72', '--max-semi-space-size=8']
/** What comes on top of what it has when it is idle. Megabytes. */
const MOST_MORE = 250
/** A form as large as one may be. Bytes. */
const LARGE = 890_000

async function tight(): Promise<Scene> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lectern-memory-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  return scene(dataDir, { node: LITTLE })
}

/** Of the process: what it holds now, and what its data take of the address space. Bytes. */
async function memory({ pid }: TestServer): Promise<{ resident: number; most: number; data: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const of = (what: string) => Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024
  return { resident: of('VmRSS'), most: of('VmHWM'), data: of('VmData') }
}

const aBigCourse = ({ weld }: Scene) =>
  aPublishedCourse(weld.tenant, weld.ownerId, {
    title: 'Everything about wool',
    lessons: Array.from({ length: 150 }, (_, n) => `Lesson ${n}`),
    html: `<p>${'wool '.repeat(400)}</p>`,
  })

const saveText = ({ server, staffCookie }: Scene, { course, lessons }: CourseFixture, html: string) =>
  server.ask(server.platform, urls.dashboard.lessonText('weld', course.id, lessons[0]?.id ?? ''), {
    cookie: staffCookie,
    form: { html, basedOn: '1' },
  })

async function sendPart({ server, weld, staffCookie }: Scene, part: Buffer): Promise<Answer> {
  const { uploadId } = await beginUpload(weld.tenant, weld.ownerId, { name: 'film.mp4', size: part.length, kind: 'video' })
  const offer = { number: 1, size: part.length, sha256: createHash('sha256').update(part).digest('base64') }
  const [link] = await signParts(weld.tenant, uploadId, [offer], (sealed) => `/uploads/${weld.tenant.id}/${sealed}`)
  const headers = { Origin: server.origin(server.platform) }
  return server.ask(server.platform, link?.url ?? '', { method: 'PUT', body: part, cookie: staffCookie, headers })
}

test('whatever is sent and asked for at once, a process with little memory answers each, and holds little more than when it is idle', async () => {
  const at = await tight()
  const { server, weld } = at
  const big = await aBigCourse(at)
  await expectReadable(at)
  const { resident } = await memory(server)
  const atOnce = async (many: number, allowed: readonly number[], ask: (n: number) => Promise<Answer>) => {
    const answers = await Promise.all(Array.from({ length: many }, (_, n) => ask(n)))
    for (const { status } of answers) expect(allowed).toContain(status)
  }
  const part = randomBytes(PART_BYTES)
  const signUp = (n: number) => ({ name: 'x'.repeat(50_000), email: `${n}@x.test`, password: 'a password for tests' })
  await atOnce(6, [200], () => server.ask(server.platform, urls.dashboard.course('weld', big.course.id), { cookie: at.staffCookie }))
  await atOnce(40, [200], () => server.ask(server.host('weld'), urls.school.course(big.course.slug)))
  await atOnce(40, [409], () => saveText(at, big, `<p>${'x'.repeat(190_000)}</p>`))
  await atOnce(100, [413, 503], () => saveText(at, big, 'x'.repeat(LARGE)))
  await atOnce(60, [400, 503], (n) => server.ask(server.platform, urls.platform.signUp(), { form: signUp(n) }))
  await atOnce(16, [204], () => sendPart(at, part))
  expect((await memory(server)).most - resident).toBeLessThan(MOST_MORE * 1024 * 1024)
  await expectReadable(at)
  expect(integrity(weld.tenant)).toEqual([{ integrity_check: 'ok' }])
  expect(server.logged({ msg: 'listening' })).toHaveLength(1)
})

interface Dawdler {
  readonly status: Promise<number>
  finish(): void
}

/** Sends all but the last byte of a large form from an address, and resolves with the status of the answer; the rest is sent by `finish`. */
function dawdle({ server, staffCookie }: Scene, { course, lessons }: CourseFixture, localAddress: string): Dawdler {
  const body = `basedOn=1&html=${'x'.repeat(LARGE)}`
  const path = urls.dashboard.lessonText('weld', course.id, lessons[0]?.id ?? '')
  const socket = connect({ port: server.port, host: '127.0.0.1', localAddress })
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${server.platform}\r\nOrigin: ${server.origin(server.platform)}\r\nCookie: ${staffCookie}\r\n` +
      `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, -1)}`,
  )
  const status = new Promise<number>((resolve) => {
    socket.once('data', (chunk) => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1'))?.[1] ?? 0)))
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(0))
  })
  onTestFinished(() => void socket.destroy())
  return { status, finish: () => void socket.write(body.slice(-1)) }
}

function refusedOf(sent: readonly Dawdler[]): ReadonlySet<number> {
  const refused = new Set<number>()
  for (const [n, { status }] of sent.entries())
    void status.then((code) => {
      if (code === 503 || code === 0) refused.add(n)
    })
  return refused
}

test('large forms that come slowly fill no memory: those beyond what is kept are told to come back, and small ones go through', async () => {
  const at = await tight()
  const big = await aPublishedCourse(at.weld.tenant, at.weld.ownerId, { title: 'Wool' })
  // Fifteen of each: one alone may not take the room of all.
  const sent = Array.from({ length: 120 }, (_, n) => dawdle(at, big, `127.0.0.${10 + (n % 8)}`))
  const refused = refusedOf(sent)
  await until('as many as there is room for wait', () => refused.size >= 45)
  expect((await saveText(at, big, 'x'.repeat(LARGE))).status).toBe(503)
  expect((await newCourse(at, 'Small')).status).toBe(302)
  await expectReadable(at)
  const waiting = sent.filter((_, n) => !refused.has(n))
  expect(waiting.length).toBeGreaterThan(60)
  for (const { finish } of waiting) finish()
  for (const { status } of waiting) expect(await status).toBe(413)
  await until('there is room again', async () => (await saveText(at, big, 'x'.repeat(LARGE))).status === 413)
})

test('one network that sends large forms slowly fills its own room, and somebody else saves meanwhile', async () => {
  const at = await tight()
  const big = await aPublishedCourse(at.weld.tenant, at.weld.ownerId, { title: 'Wool' })
  const refused = refusedOf(Array.from({ length: 60 }, () => dawdle(at, big, '127.0.0.9')))
  await until('its room is full', () => refused.size >= 40)
  expect((await saveText(at, big, 'x'.repeat(LARGE))).status).toBe(413)
})

test('a process that is killed for want of memory has everything that it promised when it starts again', async () => {
  const at = await tight()
  const { server, weld } = at
  const saved: string[] = []
  const write = async () => {
    for (;;) {
      const title = `Course ${saved.length}`
      const answer = await newCourse(at, title).catch(() => undefined)
      if (answer?.status !== 302) return
      saved.push(title)
    }
  }
  const writing = write()
  await until('some are saved', () => saved.length > 3)
  const { data } = await memory(server)
  await run('prlimit', ['--pid', String(server.pid), `--data=${data}:`])
  const big = await aBigCourse(at)
  const gone = until('it is gone', async () => {
    await Promise.all(Array.from({ length: 20 }, () => saveText(at, big, 'x'.repeat(LARGE)).catch(() => undefined)))
    return server.hasEnded
  })
  await Promise.all([writing, gone])
  await server.boot()
  await expectReadable(at)
  expect(titles(weld.tenant)).toEqual(expect.arrayContaining(saved))
  expect(integrity(weld.tenant)).toEqual([{ integrity_check: 'ok' }])
})
