import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { beginUpload, PART_BYTES, signParts } from '#tenants/media/upload.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { canMount, smallDisk } from '#tests/setup/disks.ts'
import { type Answer, until } from '#tests/setup/server.ts'
import { expectReadable, INSIDES, integrity, newCourse, type Scene, scene, titles, UNSAVED, watch } from './two-schools.ts'

/** An upload that waits for its only part. */
async function anUpload({ server, staffCookie }: Scene, tenant: Tenant, actor: string): Promise<() => Promise<Answer>> {
  const part = randomBytes(PART_BYTES / 2)
  const { uploadId } = await beginUpload(tenant, actor, { name: 'film.mp4', size: part.length, kind: 'video' })
  const offer = { number: 1, size: part.length, sha256: createHash('sha256').update(part).digest('base64') }
  const [link] = await signParts(tenant, uploadId, [offer], (sealed) => `/uploads/${tenant.id}/${sealed}`)
  const headers = { Origin: server.origin(server.platform) }
  return () => server.ask(server.platform, link?.url ?? '', { method: 'PUT', body: part, cookie: staffCookie, headers })
}

test.runIf(canMount)(
  'a full disk: what was promised is kept, what cannot be saved is said, reading goes on, and with room it all goes on by itself',
  async () => {
    const disk = await smallDisk(48)
    const at = await scene(join(disk.path, 'data'))
    const { server, weld, madder } = at
    const sendPart = await anUpload(at, weld.tenant, weld.ownerId)
    const saved = ['Before']
    expect((await newCourse(at, 'Before')).status).toBe(302)
    await expectReadable(at)
    const { pid } = server

    await disk.fill()
    const refused = await until('a course is refused', async () => {
      const title = `Course ${saved.length}`
      const answer = await newCourse(at, title)
      if (answer.status !== 302) return answer
      // There was room in the journal yet.
      saved.push(title)
      return undefined
    })
    expect(refused.status).toBe(503)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.text).toMatch(UNSAVED)
    expect(refused.text, 'what was typed is in the form').toContain('Dye wool yellow.')
    expect(refused.text).not.toMatch(INSIDES)
    const part = await sendPart()
    expect(part.status).toBe(503)
    expect(Number(part.headers['retry-after'])).toBeGreaterThan(0)
    expect(part.text).not.toMatch(INSIDES)
    expect(await watch(at, 5)).toBe(0)
    await expectReadable(at)
    await until('the operator is told', () => server.logged({ level: 'error', msg: 'the disk cannot do what it should' }).length > 0)

    await disk.free()
    expect((await newCourse(at, 'After')).status).toBe(302)
    saved.push('After')
    expect((await sendPart()).status).toBe(204)
    await until('what was watched meanwhile is durable', async () => (await watch(at, 5)) === 5)
    await expectReadable(at)
    expect(server.pid).toBe(pid)
    expect(titles(weld.tenant)).toEqual(expect.arrayContaining(saved))
    expect(titles(weld.tenant)).toHaveLength(saved.length + 1)
    for (const { tenant } of [weld, madder]) expect(integrity(tenant)).toEqual([{ integrity_check: 'ok' }])
  },
)

test.runIf(canMount)('a server that is started on a full disk says so and ends, and starts when there is room', async () => {
  const disk = await smallDisk(24)
  const at = await scene(join(disk.path, 'data'))
  at.schools.close()
  await at.server.end()
  await disk.fill()
  await expect(at.server.boot()).rejects.toThrow(/DATA_DIR cannot be written/)
  await disk.free()
  await at.server.boot()
  await expectReadable(at)
})
