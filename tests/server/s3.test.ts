import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { prefixed } from '#integrations/storage/prefixed.ts'
import { s3Storage } from '#integrations/storage/s3.ts'
import { newId } from '#lib/ids.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { assets } from '#tenants/media/schema.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { addStudent } from '#tenants/people/students.ts'
import { sessions as staffSessions } from '#tenants/registry/schema.ts'
import { aPublishedCourse, aSchool, DEVICE, openSchools } from '#tests/setup/kit.ts'
import { gateway, TestS3 } from '#tests/setup/s3.ts'
import { type Answer, TestServer } from '#tests/setup/server.ts'

const MASTER = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=800000\n360p/index.m3u8\n'
const SEGMENT = Buffer.alloc(188 * 4, 'G')

const binary = gateway()

if (binary) {
  describe('a server whose files are in a bucket', () => {
    let s3: TestS3
    let server: TestServer
    let host: string
    let schoolId: string
    let course: string
    let lesson: string
    let token: string
    let picture: string
    let student: string
    let stranger: string
    let staff: string

    beforeAll(async () => {
      s3 = await TestS3.start(binary)
      server = await TestServer.start({ env: s3.env })
      host = server.host('madder')
      const schools = openSchools(server.dataDir)
      const { tenant, owner } = await aSchool(schools, 'madder')
      const film = newId('asset')
      picture = newId('asset')
      await tenant.transact((tx) => {
        const row = { state: 'ready' as const, size: 10, createdBy: owner.id, createdAt: 1, readyAt: 1 }
        tx.insert(assets)
          .values({ ...row, id: film, kind: 'video', name: 'film', seconds: 100, outputPrefix: `assets/${film}/1/` })
          .run()
        tx.insert(assets)
          .values({ ...row, id: picture, kind: 'image', name: 'picture', outputPrefix: `assets/${picture}/1/` })
          .run()
      })
      const made = await aPublishedCourse(tenant, owner.id, { assetId: film })
      const files = prefixed(await s3Storage(s3.settings), `schools/${tenant.id}/`)
      await files.put(`assets/${film}/1/master.m3u8`, Buffer.from(MASTER))
      await files.put(`assets/${film}/1/360p/00000.ts`, SEGMENT)
      await files.put(`assets/${film}/1/storyboard.vtt`, Buffer.from('WEBVTT\n'))
      await files.put(`assets/${film}/1/storyboard-0.jpg`, Buffer.from('sheet'))
      await files.put(`assets/${picture}/1/320.webp`, Buffer.from('webp'))
      const [ines, sam] = await tenant.transact((tx) => {
        const named = (name: string) => addStudent(tx, { email: `${name}@student.test`, name, passwordHash: 'x' }, Date.now())
        const [one, other] = [named('ines'), named('sam')]
        grant(tx, one.id, made.course.id, { source: 'staff', actor: owner.id }, Date.now())
        return [one.id, other.id]
      })
      const session = (id = '') => tenant.transact((tx) => startSession(tx, studentSessions, id, DEVICE))
      student = `lectern-student=${await session(ines)}`
      stranger = `lectern-student=${await session(sam)}`
      staff = `lectern-staff=${await schools.registry.transact((tx) => startSession(tx, staffSessions, owner.id, DEVICE))}`
      schoolId = tenant.id
      course = made.course.slug
      lesson = made.lessons[1]?.id ?? ''
      token = mediaToken(tenant, { a: film, l: lesson, c: course, s: ines ?? '', as: 'student' })
      schools.close()
    })
    afterAll(async () => {
      await server.remove()
      await s3.remove()
    })

    const media = (object: string, cookie: string, method = 'GET') => server.ask(host, urls.school.media(token, object), { method, cookie })

    test('answers a segment with a link to the bucket that lives a minute and is not kept', async () => {
      const { status, headers, body } = await media('360p/00000.ts', student)
      expect([status, headers['cache-control'], body.length]).toEqual([302, 'private, no-store', 0])
      const link = new URL(headers.location ?? '')
      expect(link.origin).toBe(s3.origin)
      expect(link.searchParams.get('X-Amz-Expires')).toBe('60')
      const segment = await fetch(link)
      expect([segment.status, segment.headers.get('content-type')]).toEqual([200, 'video/mp2t'])
      expect(Buffer.from(await segment.arrayBuffer()).equals(SEGMENT)).toBe(true)
    })

    test('answers a playlist itself, so that what it names is found behind the token', async () => {
      const { status, headers, text } = await media('master.m3u8', student)
      expect([status, headers['content-type'], text]).toEqual([200, 'application/vnd.apple.mpegurl', MASTER])
    })

    test('answers where small pictures are itself, and each sheet with a link that lives a minute', async () => {
      const { status, headers, text } = await media('storyboard.vtt', student)
      expect([status, headers['content-type'], text]).toEqual([200, 'text/vtt; charset=utf-8', 'WEBVTT\n'])
      const sheet = await media('storyboard-0.jpg', student)
      expect([sheet.status, sheet.headers['cache-control']]).toEqual([302, 'private, no-store'])
      const picture = await fetch(sheet.headers.location ?? '')
      expect([picture.headers.get('content-type'), await picture.text()]).toEqual(['image/jpeg', 'sheet'])
      expect((await media('storyboard-0.jpg', stranger)).status).toBe(403)
    })

    test('a key picture is fetched from the bucket as a part of its segment', async () => {
      const { headers } = await media('360p/00000.ts', student)
      const part = await fetch(headers.location ?? '', { headers: { range: 'bytes=188-375' } })
      expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 188])
    })

    test('gives no link to who may not watch', async () => {
      for (const cookie of ['', stranger]) {
        const { status, headers } = await media('360p/00000.ts', cookie)
        expect([status, headers.location]).toEqual([403, undefined])
      }
    })

    test('answers HEAD itself, for which no link is signed', async () => {
      const { status, headers } = await media('360p/00000.ts', student, 'HEAD')
      expect([status, headers['content-length']]).toEqual([200, String(SEGMENT.length)])
    })

    test('shows pictures itself: they are small, public and kept for a year', async () => {
      const { status, headers, text } = await server.ask(host, urls.school.picture(picture, 320))
      expect([status, headers['cache-control'], text]).toEqual([200, 'public, max-age=31536000, immutable', 'webp'])
    })

    test('has parts sent to the bucket, each with its size and checksum signed, and makes the file of them', async () => {
      const bytes = Buffer.from('a film in one part')
      const sha256 = createHash('sha256').update(bytes).digest('base64')
      const ask = async (form: Record<string, string>) => {
        const { text } = await server.ask(server.platform, `${urls.dashboard.uploads('madder')}.data`, { form, cookie: staff })
        return text
      }
      const begun = await ask({ intent: 'begin', name: 'film.mp4', size: String(bytes.length), kind: 'video' })
      const uploadId = /upload_[a-z0-9]+/.exec(begun)?.[0] ?? ''
      const sign = (part: object) => ask({ intent: 'sign', uploadId, parts: JSON.stringify([part]) })
      expect(await sign({ number: 2, size: bytes.length, sha256 })).toContain('media.part_number')
      expect(await sign({ number: 1, size: bytes.length + 1, sha256 })).toContain('media.part_size')
      const signed = await sign({ number: 1, size: bytes.length, sha256 })
      const url = /http:[^"]+/.exec(signed)?.[0].replaceAll('\\u0026', '&') ?? ''
      expect(new URL(url).origin).toBe(s3.origin)
      expect((await fetch(url, { method: 'PUT', body: bytes, headers: { 'x-amz-checksum-sha256': sha256 } })).status).toBe(200)
      await ask({ intent: 'complete', uploadId })
      const stored = prefixed(await s3Storage(s3.settings), `schools/${schoolId}/assets/`)
      const sources: number[] = []
      for await (const { key, size } of stored.list('')) if (key.endsWith('/source')) sources.push(size)
      expect(sources).toEqual([bytes.length])
    })

    const policyOf = ({ headers }: Answer) => String(headers['content-security-policy'])

    test('lets its pages reach the bucket, and the published ones, which have no player, not', async () => {
      const dashboard = await server.ask(server.platform, urls.dashboard.home('madder'), { cookie: staff })
      const learn = await server.ask(host, urls.school.lesson(course, lesson), { cookie: student })
      for (const page of [dashboard, learn]) {
        expect(page.status).toBe(200)
        for (const directive of ['connect-src', 'img-src', 'media-src'])
          expect(policyOf(page)).toMatch(new RegExp(`${directive} 'self'[^;]* ${s3.origin}`))
        expect(policyOf(page)).not.toMatch(new RegExp(`(script|default|form-action|style)[^;]*${s3.origin}`))
      }
      const published = await server.ask(host, urls.school.home())
      expect(published.status).toBe(200)
      expect(policyOf(published)).not.toContain(s3.origin)
    })
  })
}
