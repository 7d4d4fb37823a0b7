import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { FAILED, jobsIn } from '#tenants/jobs/list-jobs.ts'
import { assetById } from '#tenants/media/asset.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { anOwner, aSchool } from '#tests/setup/kit.ts'
import { type Answer, type TestServer, until } from '#tests/setup/server.ts'
import { expectReadable, INSIDES, integrity, newCourse, type Scene, scene, titles } from './two-schools.ts'

const run = promisify(execFile)

const SCHOOLS = 24
const POSTPONED = 'the attempt could not begin: this process may open no more files; it waits'
const CROWDED = /Too many people are here at this moment/

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lectern-out-of-files-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Beside those of the scene. */
async function moreSchools({ schools }: Scene): Promise<string[]> {
  const slugs = Array.from({ length: SCHOOLS }, (_, at) => `school-${at}`)
  for (const [at, slug] of slugs.entries()) await aSchool(schools, slug, await anOwner(schools, `owner-${at % 2}@school.test`))
  return slugs
}

const descriptors = async ({ pid }: TestServer) => (await readdir(`/proc/${pid}/fd`)).length

/** Holds so many connections on which nothing is asked; one that the server closes is made again. */
function crowd({ port }: TestServer, many: number): { connected(): number; leave(): void } {
  const held = new Set<Socket>()
  let isOver = false
  const join = () => {
    const socket = connect(port, '127.0.0.1')
    held.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      held.delete(socket)
      if (!isOver) setImmediate(join)
    })
  }
  for (let n = 0; n < many; n++) join()
  const leave = () => {
    isOver = true
    for (const socket of held) socket.destroy()
  }
  onTestFinished(leave)
  return { connected: () => [...held].filter(({ readyState }) => readyState === 'open').length, leave }
}

/** The right page, or a sentence that says when to come back. Answers which. */
function rightOrLater(answer: Answer, mark: string, what: string): 'right' | 'later' {
  if (answer.status === 503) {
    expect(Number(answer.headers['retry-after']), what).toBeGreaterThan(0)
    expect(answer.text, what).toMatch(CROWDED)
    expect(answer.text, what).not.toMatch(INSIDES)
    return 'later'
  }
  expect(answer.status, what).toBe(200)
  expect(answer.text, what).toContain(mark)
  return 'right'
}

/** Where the server closed the connection one had, one has to get another, and in a crowd nobody may take it: a browser tries again. */
const patiently = (ask: () => Promise<Answer>): Promise<Answer> =>
  until('a connection is taken', () =>
    ask().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET') throw error
      return undefined
    }),
  )

const home = (server: TestServer, slug: string, agent?: Agent) => server.ask(server.host(slug), urls.school.home(), agent ? { agent } : {})

test('where descriptors run out, each answer is right or says to come back; nothing is lost, no school is taken for damaged, and when the crowd has gone it all goes on', async () => {
  const dataDir = await folder()
  const at = await scene(dataDir)
  const { server, weld } = at
  const slugs = await moreSchools(at)
  const picture = join(dataDir, 'picture.jpg')
  await writeFile(
    picture,
    await sharp({ create: { width: 400, height: 300, channels: 3, background: '#2a6' } })
      .jpeg()
      .toBuffer(),
  )
  await expectReadable(at)
  const { pid } = server
  const limit = (await descriptors(server)) + 30
  const allow = (files: number) => run('prlimit', ['--pid', String(pid), `--nofile=${files}:`])
  await allow(limit)

  // More schools than fit: those that nobody asks for make room.
  for (const slug of slugs) expect(rightOrLater(await home(server, slug), `School ${slug}`, slug)).toBe('right')
  expect(server.logged({ msg: 'no file can be opened any more; schools that were least used are closed' }).length).toBeGreaterThan(0)

  // The browsers of those who were there before the crowd.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const style = /href="(\/assets\/[^"]+\.css)"/.exec((await home(server, 'weld', agent)).text)?.[1] ?? ''
  const { leave } = crowd(server, 80)
  const isFull = async () => (await descriptors(server)) >= limit - 1
  await until('there is no descriptor left', isFull)
  const pictures = [await importFile(weld.tenant, weld.ownerId, picture, 'image')]
  const isReady = ({ id }: { id: string }) => weld.tenant.read((db) => assetById(db, id)?.state === 'ready')
  const postponed = () => server.logged({ msg: POSTPONED }).length > 0
  const tally = { right: 0, later: 0 }
  const saved: string[] = []
  const redeem = (slug: string) => server.ask(server.host(slug), urls.school.redeem(), { agent })
  await until('somebody was told to come back, and the job met it too', async () => {
    for (const slug of slugs) tally[rightOrLater(await patiently(() => redeem(slug)), `School ${slug}`, slug)]++
    tally[rightOrLater(await patiently(() => server.ask(server.host('weld'), style, { agent })), '--', 'styles')]++
    const course = await patiently(() => newCourse(at, `Course ${saved.length}`, { agent }))
    if (course.status === 302) saved.push(`Course ${saved.length}`)
    else {
      expect(course.status).toBe(503)
      expect(Number(course.headers['retry-after'])).toBeGreaterThan(0)
      expect(course.text).toMatch(CROWDED)
    }
    // Where one of the crowd was just coming back, a job finds room to begin; the next one does not.
    if (!postponed() && pictures.every(isReady)) pictures.push(await importFile(weld.tenant, weld.ownerId, picture, 'image'))
    return tally.later > 0 && (await isFull()) && postponed()
  })
  expect(server.logged({ level: 'error', code: 'school.out_of_files' }).length, 'the operator is told').toBeGreaterThan(0)

  leave()
  await until('the crowd has gone', async () => (await descriptors(server)) < limit - 10)
  await until('newcomers are answered', async () => (await patiently(() => home(server, 'weld'))).status === 200)
  for (const slug of slugs) expect(rightOrLater(await patiently(() => home(server, slug)), `School ${slug}`, slug)).toBe('right')
  await expectReadable(at)
  expect((await newCourse(at, 'After')).status).toBe(302)
  // A child has the limit of its parent, and needs more than is left here to begin at all.
  await allow(4_096)
  await until('the pictures are ready', () => pictures.every(isReady))
  expect(weld.tenant.read((db) => jobsIn(db, FAILED, { limit: 1 }))).toEqual([])
  expect(titles(weld.tenant)).toEqual(expect.arrayContaining([...saved, 'After']))
  expect(at.schools.registry.list().filter((school) => school.quarantinedAt !== null)).toEqual([])
  expect(integrity(weld.tenant)).toEqual([{ integrity_check: 'ok' }])
  expect(server.pid).toBe(pid)
  expect(server.logged({ msg: 'listening' })).toHaveLength(1)
}, 180_000)

test('a crowd does not take what files need: who comes beyond it is told so, those inside are served, and the process is well', async () => {
  const at = await scene(await folder(), { under: ['prlimit', '--nofile=256:256'] })
  const { server } = at
  const slugs = await moreSchools(at)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  await home(server, 'weld', agent)
  const { connected, leave } = crowd(server, 128)
  await until('they are all connected', async () => connected() === 128 && (await descriptors(server)) > 128)

  expect(rightOrLater(await home(server, 'weld'), '', 'a newcomer')).toBe('later')
  expect((await server.ask(server.platform, '/healthz')).status).toBe(200)
  for (const slug of slugs) expect(rightOrLater(await home(server, slug, agent), `School ${slug}`, slug)).toBe('right')
  leave()
  await until('newcomers are answered', async () => (await home(server, 'weld')).status === 200)
  expect(server.logged({ msg: 'this process may open no more files and connections' })).toEqual([])
})
