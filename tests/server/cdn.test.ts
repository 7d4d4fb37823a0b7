import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { prefixed } from '#integrations/storage/prefixed.ts'
import { s3Storage } from '#integrations/storage/s3.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { FakeCdn } from '#tests/fakes/cdn/cdn.ts'
import { aFinishedFilm, aStudent, MASTER, SEGMENT, type SignedIn } from '#tests/setup/film.ts'
import { aPublishedCourse, aSchool, openSchools } from '#tests/setup/kit.ts'
import { lectern } from '#tests/setup/lectern.ts'
import { gateway, TestS3 } from '#tests/setup/s3.ts'
import { type Answer, TestServer } from '#tests/setup/server.ts'

const SECRET = 'shared by the server and its CDN alone'

type Finding = { check: string; ok: boolean; found: string }

const binary = gateway()

if (binary) {
  describe('a server with a CDN in front of its bucket', () => {
    let s3: TestS3
    let cdn: FakeCdn
    let server: TestServer
    let key: string
    let path: (student: SignedIn, object: string) => string
    let ines: SignedIn
    let sam: SignedIn
    let stranger: SignedIn

    beforeAll(async () => {
      s3 = await TestS3.start(binary)
      cdn = await FakeCdn.start(s3.settings, { secret: SECRET, ttl: 60 })
      server = await TestServer.start({ env: { ...s3.env, ...cdn.env } })
      const schools = openSchools(server.dataDir, server.port)
      const { tenant, owner } = await aSchool(schools, 'madder')
      const files = prefixed(await s3Storage(s3.settings), `schools/${tenant.id}/`)
      const film = await aFinishedFilm(tenant, { files })
      const { course, lessons } = await aPublishedCourse(tenant, owner.id, { assetId: film })
      ines = await aStudent(tenant, 'ines', course)
      sam = await aStudent(tenant, 'sam', course)
      stranger = await aStudent(tenant, 'nobody')
      key = `schools/${tenant.id}/assets/${film}/1/360p/00000.ts`
      const link = { a: film, l: lessons[1]?.id ?? '', c: course.slug, as: 'student' as const }
      path = ({ id }, object) => urls.school.media(mediaToken(tenant, { ...link, s: id }), object)
      schools.close()
    })
    afterAll(async () => {
      await server.remove()
      await cdn.stop()
      await s3.remove()
    })

    const ask = (student: SignedIn, object: string, as = student): Promise<Answer> =>
      server.ask(server.host('madder'), path(student, object), { cookie: as.cookie })

    test('viewers are sent there for segments, and the bucket is asked once for all of them', async () => {
      for (const student of [ines, sam, ines]) {
        const { status, headers } = await ask(student, '360p/00000.ts')
        expect([status, headers['cache-control']]).toEqual([302, 'private, no-store'])
        expect(headers.location).toMatch(new RegExp(`^${cdn.origin}/${key}\\?verify=\\d{10}-`))
        const segment = await fetch(headers.location ?? '')
        expect(segment.status).toBe(200)
        expect(Buffer.from(await segment.arrayBuffer()).equals(SEGMENT)).toBe(true)
      }
      expect(cdn.pulls.get(`/${key}`)).toBe(1)
    })

    test('who may not watch is sent nowhere, and what is in the cache opens for nobody without a token', async () => {
      expect((await ask(ines, '360p/00000.ts', stranger)).status).toBe(403)
      const { headers } = await ask(ines, '360p/00000.ts')
      const [link = '', token = ''] = headers.location?.split('?') ?? []
      expect((await fetch(link)).status).toBe(403)
      expect((await fetch(`${link.replace('00000', '00001')}?${token}`)).status).toBe(403)
      expect((await fetch(`${link}?${token.replace(/\d{10}/, (second) => String(Number(second) + 60))}`)).status).toBe(403)
    })

    test('playlists are answered by the server, and pages may reach the CDN', async () => {
      expect(await ask(ines, 'master.m3u8')).toMatchObject({ status: 200, text: MASTER })
      const page = await server.ask(server.host('madder'), urls.school.learn(), { cookie: ines.cookie })
      expect(String(page.headers['content-security-policy'])).toMatch(new RegExp(`connect-src 'self'[^;]* ${cdn.origin}`))
    })

    test('the doctor tries the CDN, and finds one that gives objects away to who has no token', async () => {
      const finding = async (edge: FakeCdn) => {
        const env = { ...s3.env, ...cdn.env, MEDIA_CDN_URL: edge.origin }
        const { findings } = (await lectern(server.dataDir, ['--json', 'doctor'], { env })).json as { findings: Finding[] }
        return findings.find(({ check }) => check === 'cdn')
      }
      expect(await finding(cdn)).toMatchObject({ ok: true })
      const open = await FakeCdn.start(s3.settings, { secret: undefined, ttl: 60 })
      const lax = await FakeCdn.start(s3.settings, { secret: SECRET, ttl: 3600 })
      const other = await FakeCdn.start(s3.settings, { secret: 'a secret that is not this server’s', ttl: 60 })
      try {
        expect(await finding(open)).toMatchObject({ ok: false, found: expect.stringContaining('without a token') })
        expect(await finding(lax)).toMatchObject({ ok: false, found: expect.stringContaining('more than a minute old') })
        expect(await finding(other)).toMatchObject({ ok: false, found: expect.stringContaining('answered 403') })
      } finally {
        for (const one of [open, lax, other]) await one.stop()
      }
    })
  })
}
