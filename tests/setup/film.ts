import type { Storage } from '#integrations/storage/storage.ts'
import { newId } from '#lib/ids.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { type Asset, assets } from '#tenants/media/schema.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { addStudent } from '#tenants/people/students.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type CourseFixture, DEVICE } from './kit.ts'

export const MASTER = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=800000\n360p/index.m3u8\n'
/** Four packets of a transport stream. */
export const SEGMENT = Buffer.alloc(188 * 4, 'G')

/**
 * A film that is made, with as much of it as a test of links needs: `master.m3u8`, `360p/index.m3u8`, `360p/iframes.m3u8`, `360p/00000.ts`,
 * `poster.jpg`, `storyboard.vtt`, `storyboard-0.jpg`. Answers its asset's id.
 */
export async function aFinishedFilm(
  tenant: Tenant,
  { files = tenant.files, ...more }: { files?: Storage } & Partial<typeof assets.$inferInsert> = {},
): Promise<string> {
  const id = newId('asset')
  const outputPrefix = `assets/${id}/1/`
  const made: Pick<Asset, 'kind' | 'state' | 'name' | 'size' | 'createdBy'> = {
    ...{ kind: 'video', state: 'ready', name: 'film.mp4', size: 10, createdBy: 'person_test' },
  }
  await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ ...made, id, seconds: 100, outputPrefix, createdAt: 1, readyAt: 1, ...more })
      .run()
  })
  await files.put(`${outputPrefix}master.m3u8`, Buffer.from(MASTER))
  await files.put(`${outputPrefix}360p/index.m3u8`, Buffer.from('#EXTM3U\n#EXTINF:6,\n00000.ts\n#EXT-X-ENDLIST\n'))
  await files.put(`${outputPrefix}360p/00000.ts`, SEGMENT)
  await files.put(`${outputPrefix}360p/iframes.m3u8`, Buffer.from('#EXTM3U\n#EXT-X-I-FRAMES-ONLY\n#EXT-X-BYTERANGE:188@188\n00000.ts\n'))
  await files.put(`${outputPrefix}poster.jpg`, Buffer.from('poster'))
  await files.put(`${outputPrefix}storyboard.vtt`, Buffer.from('WEBVTT\n\n00:00.000 --> 01:41.000\nstoryboard-0.jpg#xywh=0,0,160,90\n'))
  await files.put(`${outputPrefix}storyboard-0.jpg`, Buffer.from('sheet'))
  return id
}

export interface SignedIn {
  readonly id: string
  readonly cookie: string
}

/** A student, in the course where one is given, and signed in. */
export function aStudent(tenant: Tenant, name: string, course?: CourseFixture['course']): Promise<SignedIn> {
  return tenant.transact((tx) => {
    const { id } = addStudent(tx, { email: `${name}@student.test`, name, passwordHash: 'x' }, Date.now())
    if (course) grant(tx, id, course.id, { source: 'staff', actor: 'person_test' }, Date.now())
    return { id, cookie: sessionCookie(startSession(tx, studentSessions, id, DEVICE)) }
  })
}

/** One more device of theirs. */
export const anotherSession = async (tenant: Tenant, studentId: string, now = Date.now()): Promise<string> =>
  sessionCookie(await tenant.transact((tx) => startSession(tx, studentSessions, studentId, DEVICE, now)))

const sessionCookie = (token: string) => `lectern-student=${token}`
