import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cookieName } from '#app/server/cookies.ts'
import { urls } from '#app/urls.ts'
import type { Chapter } from '#tenants/chapters/chapter.ts'
import { chaptersOf } from '#tenants/chapters/find.ts'
import { saveChapters } from '#tenants/chapters/save-chapters.ts'
import { chapters } from '#tenants/chapters/schema.ts'
import { lessons } from '#tenants/courses/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { sessions } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { aClass, type Class } from '#tests/setup/a-class.ts'
import { DEVICE, openSchools } from '#tests/setup/kit.ts'
import { TestServer } from '#tests/setup/server.ts'

let dataDir: string
let schools: Schools
let server: TestServer
let weld: Class
/** Another school. */
let madder: Class
let staff: string
let film: { id: string; seconds: number; course: string }

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-chapters-'))
  server = await TestServer.start({ dataDir })
  schools = openSchools(dataDir, server.port)
  weld = await aClass(schools, 'weld', 1)
  madder = await aClass(schools, 'madder', 1)
  staff = `${cookieName('staff', false)}=${await schools.registry.transact((tx) => startSession(tx, sessions, weld.ownerId, DEVICE))}`
  const { courseId, assetId } = weld.tenant.read((db) => db.select().from(lessons).where(eq(lessons.id, weld.lesson)).get())!
  const { seconds } = weld.tenant.read((db) => db.select().from(assets).where(eq(assets.id, assetId!)).get())!
  film = { id: assetId!, seconds: seconds!, course: courseId }
  // As if it had been encoded; there are no files.
  const made = { outputPrefix: `assets/${film.id}/attempt_x/` }
  await weld.tenant.transact((tx) => tx.update(assets).set(made).where(eq(assets.id, film.id)).run().changes)
})
afterAll(async () => {
  await server.end()
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(() => weld.tenant.transact((tx) => void tx.delete(chapters).run()))

const [INTRO, WARP]: [Chapter, Chapter] = [
  { at: 0, title: 'Intro' },
  { at: 2, title: 'Warp' },
]
const kept = () => weld.tenant.read((db) => chaptersOf(db, film.id))
const page = () => urls.dashboard.chapters('weld', film.course, weld.lesson)
const save = (list: unknown, basedOn: number, cookie?: string) =>
  server.ask(server.platform, urls.dashboard.chaptersList('weld', film.course, weld.lesson), {
    ...(cookie && { cookie }),
    form: { chapters: JSON.stringify(list), basedOn: String(basedOn) },
  })
const send = (form: Record<string, string>) => server.ask(server.platform, page(), { cookie: staff, form })
const asStudent = (of: Class, slug: string, cookie?: string) =>
  server.ask(server.host(slug), urls.school.lesson(of.courseSlug, of.lesson), cookie ? { cookie } : {})

test('by script the list is saved; who comes second is told what it is now, and who is signed out, so', async () => {
  expect(JSON.parse((await save([WARP, INTRO], 0, staff)).text)).toEqual({ updatedAt: 1 })
  expect(kept().list).toEqual([INTRO, WARP])
  const late = await save([WARP], 0, staff)
  expect(late.status).toBe(409)
  expect(JSON.parse(late.text)).toMatchObject({ current: { chapters: JSON.stringify([INTRO, WARP]), updatedAt: 1 } })
  expect((await save([WARP], 1)).status).toBe(401)
  expect(kept().list).toEqual([INTRO, WARP])
})

test('what is no list of chapters is refused, and nothing is changed', async () => {
  for (const wrong of [{}, [{ at: -1, title: 'x' }], [{ at: 1.5, title: 'x' }], [{ at: 1 }], [{ at: film.seconds, title: 'late' }], 'x'])
    expect((await save(wrong, 0, staff)).status, JSON.stringify(wrong)).toBe(400)
  expect(
    (
      await save(
        Array.from({ length: 101 }, (_, at) => ({ at, title: 'x' })),
        0,
        staff,
      )
    ).status,
  ).toBe(400)
  expect(kept().version).toBe(0)
})

test('without script a list and rows are saved by forms; what is wrong is said beside it and stays as it was typed', async () => {
  const refused = await send({ intent: 'list', basedOn: '0', list: '0:00 Intro\nThe <warp>' })
  expect(refused.status).toBe(400)
  expect(refused.text).toContain('Line 2 has no time such as 2:15: “The &lt;warp&gt;”')
  expect(refused.text).toContain('0:00 Intro\nThe &lt;warp&gt;</textarea>')
  expect((await send({ intent: 'list', basedOn: '0', list: '0:00 Intro\n0:02 Warp' })).status).toBe(302)
  expect(kept().list).toEqual([INTRO, WARP])

  const rows = await send({ intent: 'rows', basedOn: '1', time: '0:99', title: 'Weft' })
  expect([rows.status, rows.text.includes('value="0:99"'), rows.text.includes('Write a time such as 7:42 or 1:02:03.')]).toEqual([
    400,
    true,
    true,
  ])
  const behind = await send({ intent: 'rows', basedOn: '0', time: '1', title: 'Weft' })
  expect([behind.status, behind.text.includes('Somebody else changed these chapters meanwhile.')]).toEqual([409, true])
  // The form that comes back is based on what is there now: sent again, it is meant.
  expect(behind.text).toMatch(/name="basedOn" value="1"/)
  expect((await send({ intent: 'rows', basedOn: '1', time: '1', title: 'Weft' })).status).toBe(302)
  expect(kept().list).toEqual([{ at: 1, title: 'Weft' }])
  expect((await send({ intent: 'rows', basedOn: '2', time: '', title: ' ' })).status).toBe(302)
  expect(kept().list).toEqual([])
})

test('who may open the lesson sees its chapters as text, with links into the film; nobody else does, in no other school either', async () => {
  const title = 'Warp </script><img src=x onerror=alert(1)> --> "done"'
  await saveChapters(weld.tenant, weld.ownerId, { assetId: film.id, list: [{ at: 2, title }], basedOn: 0 })
  const seen = await asStudent(weld, 'weld', weld.students[0]?.cookie)
  expect(seen.status).toBe(200)
  expect(seen.text).toContain('Warp &lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; --&gt; &quot;done&quot;')
  expect(seen.text).not.toContain('<img src=x')
  expect(seen.text).toContain(`${urls.school.lessonAt(weld.courseSlug, weld.lesson, 2)}"`)
  expect((await asStudent(weld, 'weld')).text).not.toContain('onerror')
  expect((await asStudent(weld, 'weld', madder.students[0]?.cookie)).text).not.toContain('onerror')
  expect((await asStudent(madder, 'madder', madder.students[0]?.cookie)).text).not.toContain('onerror')
  // Taken out of the lesson, the film takes its chapters along.
  await weld.tenant.transact((tx) => tx.update(assets).set({ deletedAt: 1 }).where(eq(assets.id, film.id)).run().changes)
  expect((await asStudent(weld, 'weld', weld.students[0]?.cookie)).text).not.toContain('onerror')
  await weld.tenant.transact((tx) => tx.update(assets).set({ deletedAt: null }).where(eq(assets.id, film.id)).run().changes)
})
