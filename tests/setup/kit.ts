import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { diskStorage } from '#integrations/storage/disk.ts'
import { readEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { saveLessonBody } from '#tenants/courses/lesson-body.ts'
import type { Course, Lesson } from '#tenants/courses/schema.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { createSchool } from '#tenants/registry/create-school.ts'
import { personByEmail, registerPerson } from '#tenants/registry/people.ts'
import type { Person } from '#tenants/registry/schema.ts'
import { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'

const run = promisify(execFile)

/** The schools of a data folder, opened by the test itself, beside a running server or without one. */
export function openSchools(dataDir: string, port = 3000, more: Readonly<Record<string, string>> = {}): Schools {
  const env = readEnv({ NODE_ENV: 'test', DATA_DIR: dataDir, PORT: String(port), ...more })
  return new Schools(env, diskStorage(join(dataDir, 'files')), log)
}

export interface TestSchools {
  readonly schools: Schools
  /** Holds platform.db, the schools' files and their objects; gone after `close`. */
  readonly dataDir: string
  /** The person who owns every school made by `school`. */
  readonly owner: Person
  school(slug: string): Promise<Tenant>
  close(): Promise<void>
}

/** Real files in a folder of their own, as in production, that goes away with `close`. */
export async function temporarySchools(env: Readonly<Record<string, string>> = {}): Promise<TestSchools> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lectern-unit-'))
  const schools = openSchools(dataDir, 3000, env)
  const owner = await anOwner(schools)
  return {
    schools,
    dataDir,
    owner,
    school: async (slug) => (await aSchool(schools, slug, owner)).tenant,
    async close() {
      await schools.pool.migrationsSettled()
      schools.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export const PASSWORD = 'a password for tests'
export const DEVICE = { userAgent: 'test', address: '127.0.0.1' }

export async function anOwner(schools: Schools, email = 'owner@school.test'): Promise<Person> {
  return (
    personByEmail(schools.registry, email) ??
    (await registerPerson(schools.registry, { email, name: 'Olive Owner', password: PASSWORD }, DEVICE)).person
  )
}

export async function aSchool(schools: Schools, slug: string, owner?: Person): Promise<{ tenant: Tenant; owner: Person }> {
  const by = owner ?? (await anOwner(schools))
  return { tenant: await createSchool(schools, { name: `School ${slug}`, slug, owner: by }), owner: by }
}

export interface CourseFixture {
  readonly course: Course
  readonly lessons: readonly Lesson[]
}

/** A published course of text lessons, or of one video when an asset is given; its first lesson is free to look at. */
export async function aPublishedCourse(
  tenant: Tenant,
  actor: string,
  options: { title?: string; section?: string; lessons?: readonly string[]; assetId?: string; html?: string } = {},
): Promise<CourseFixture> {
  const course = await createCourse(tenant, actor, {
    title: options.title ?? 'A course',
    outcome: 'Know what a test knows.',
    price: 24_000,
    currency: 'USD',
    sections: [{ title: options.section ?? 'One section', lessons: options.lessons ?? ['First', 'Second', 'Third'] }],
  })
  for (const [at, lesson] of tenant.read((db) => lessonsInOrder(db, course.id)).entries()) {
    await changeLesson(tenant, actor, course.id, lesson.id, {
      preview: at === 0,
      ...(options.assetId ? { assetId: options.assetId } : { kind: 'text' }),
    })
    await saveLessonBody(tenant, actor, course.id, lesson.id, options.html ?? `<p>${lesson.title}, in words.</p>`, 0)
  }
  await publishCourse(tenant, actor, course.id)
  return { course, lessons: tenant.read((db) => lessonsInOrder(db, course.id)) }
}

/** A small real film: a moving test picture with a tone. */
export async function aFilm(folder: string, options: { seconds?: number; size?: string; name?: string } = {}): Promise<string> {
  const { seconds = 6, size = '640x360', name = 'film.mp4' } = options
  const file = join(folder, name)
  await run('ffmpeg', [
    ...['-loglevel', 'error', '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25`, '-f', 'lavfi', '-i', 'sine=frequency=330'],
    ...[
      '-t',
      String(seconds),
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-movflags',
      '+faststart',
      '-y',
      file,
    ],
  ])
  return file
}
