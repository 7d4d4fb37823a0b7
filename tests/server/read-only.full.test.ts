import { join } from 'node:path'
import { expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { canMount, failingDisk, lockable } from '#tests/setup/disks.ts'
import { until } from '#tests/setup/server.ts'
import { expectReadable, INSIDES, integrity, newCourse, scene, titles, UNSAVED, watch } from './two-schools.ts'

test.runIf(canMount)(
  'a disk that turns read-only under the server: who wants to save is told, reading goes on, and after its repair nothing is missing',
  async () => {
    const disk = await failingDisk(64)
    const at = await scene(join(disk.path, 'data'))
    const { server, weld, madder } = at
    expect((await newCourse(at, 'Before')).status).toBe(302)
    await until('it is durable', async () => (await watch(at, 3)) === 3)
    await expectReadable(at)

    await disk.fail()
    const refused = await newCourse(at, 'Never')
    expect(refused.status).toBe(503)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.text).toMatch(UNSAVED)
    expect(refused.text).not.toMatch(INSIDES)
    expect(await watch(at, 9)).toBe(3)
    await expectReadable(at)

    at.schools.close()
    await server.end()
    await disk.mend()
    await server.boot()
    expect(await watch(at, 9), 'not promised, so the player sends it again').toBe(3)
    await until('it is durable', async () => (await watch(at, 9)) === 9)
    expect((await newCourse(at, 'After')).status).toBe(302)
    for (const { tenant } of [weld, madder]) {
      const host = server.host(tenant.slug)
      expect((await server.ask(host, urls.school.home())).status).toBe(200)
    }
    const again = at.reopen()
    const own = again.openById(weld.tenant.id)
    expect(titles(own)).toEqual(expect.arrayContaining(['Before', 'After']))
    expect(titles(own)).not.toContain('Never')
    expect(integrity(own)).toEqual([{ integrity_check: 'ok' }])
  },
)

test.runIf(canMount)(
  'a school whose folder is mounted read-only is not unknown: it says that it cannot be opened, and comes back by itself',
  async () => {
    const disk = await failingDisk(64)
    const at = await scene(join(disk.path, 'data'))
    const { server, weld } = at
    const host = server.host('weld')
    at.schools.close()
    await server.end()
    await server.boot()

    const folder = await lockable(join(server.dataDir, 'schools'))
    await folder.lock()
    const answer = await server.ask(host, urls.school.home())
    expect(answer.status).toBe(503)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(answer.text).toMatch(UNSAVED)
    expect((await server.ask(server.platform, urls.platform.home())).status).toBe(200)

    await folder.unlock()
    expect((await server.ask(host, urls.school.home())).status).toBe(200)
    expect(await watch(at, 1)).toBe(0)
    await until('it is durable', async () => (await watch(at, 1)) === 1)
    expect(integrity(at.reopen().openById(weld.tenant.id))).toEqual([{ integrity_check: 'ok' }])
  },
)
