import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { urls } from '#app/urls.ts'
import { saveChapters } from '#tenants/chapters/save-chapters.ts'
import { changeCourse } from '#tenants/courses/change-course.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { saveLessonBody } from '#tenants/courses/lesson-body.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { createSchool } from '#tenants/registry/create-school.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import { batchesOf, type CodeUse, codesOf, createBatch } from '#tenants/sales/batches.ts'
import { printCode } from '#tenants/sales/code-text.ts'
import { redeemCodeAsNewStudent } from '#tenants/sales/redeem-code.ts'
import type { Schools } from '#tenants/schools.ts'
import { homePage } from '#tenants/site/pages.ts'
import { changeSchool } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { binaries } from '#workers/perform/ffmpeg.ts'
import { COURSES, type DemoCourse } from './demo-courses.ts'

const run = promisify(execFile)

export const DEMO = {
  slug: 'demo',
  owner: { name: 'Mara Okafor', email: 'mara@demo.test', password: 'madder and weld' },
  student: { name: 'Ines Bakker', email: 'ines@demo.test', password: 'indigo in winter' },
} as const

/** On the first start of a data folder: a school to look around in, made through the same verbs as any other. */
export async function ensureDemo(schools: Schools): Promise<void> {
  if (!schools.registry.isSlugFree(DEMO.slug)) return
  const device = { userAgent: 'bin/dev', address: '' }
  const { person } = await registerPerson(schools.registry, DEMO.owner, device)
  const tenant = await createSchool(schools, { name: 'Madder & Weld', slug: DEMO.slug, owner: person })
  await changeSchool(schools, tenant, person.id, {
    tagline: 'Colour you can grow, and cloth that keeps it.',
    about: 'Dyer and grower in the Lea valley for nineteen years. Her cloth is in three museum collections and a great many kitchens.',
  })
  const folder = await mkdtemp(join(tmpdir(), 'lectern-demo-'))
  try {
    for (const course of COURSES) await makeCourse(tenant, person.id, course, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const first = unusedCode(tenant)
  if (first) await redeemCodeAsNewStudent(tenant, DEMO.student, first.text, device)
}

/** A code that still works, of the first course that has one. */
function unusedCode(tenant: Tenant): CodeUse | undefined {
  return tenant.read((db) => {
    const batches = homePage(db).courses.flatMap((course) => batchesOf(db, course.id))
    return batches.flatMap((batch) => codesOf(db, batch.id)).find((code) => !code.usedAt)
  })
}

async function makeCourse(tenant: Tenant, actor: string, plan: DemoCourse, folder: string): Promise<void> {
  const course = await createCourse(tenant, actor, {
    ...plan,
    sections: plan.sections.map(({ title, lessons }) => ({ title, lessons: lessons.map((one) => one.title) })),
  })
  const cloth = await paintCloth(plan, folder)
  await changeCourse(tenant, actor, course.id, {
    description: plan.description,
    coverAssetId: (await importFile(tenant, actor, cloth, 'image')).id,
  })
  const film = (await importFile(tenant, actor, await filmOf(cloth, plan.filmSeconds), 'video')).id
  await saveChapters(tenant, actor, { assetId: film, list: plan.chapters, basedOn: 0 })
  const planned = plan.sections.flatMap((section) => section.lessons)
  for (const [at, lesson] of tenant.read((db) => lessonsInOrder(db, course.id)).entries()) {
    const wanted = planned.find((one) => one.title === lesson.title)
    await changeLesson(tenant, actor, course.id, lesson.id, {
      kind: wanted?.film ? 'video' : 'text',
      preview: at === 0,
      ...(wanted?.film && { assetId: film }),
    })
    if (wanted?.text) await saveLessonBody(tenant, actor, course.id, lesson.id, wanted.text, 0)
  }
  await publishCourse(tenant, actor, course.id)
  await createBatch(tenant, actor, { courseId: course.id, label: 'Spring workshop', count: 20, expiresAt: Date.now() + 30 * 86_400_000 })
}

/** A piece of dyed cloth, drawn: threads by turbulence over the dye's own colours. */
async function paintCloth({ dye, slug }: DemoCourse, folder: string): Promise<string> {
  const file = join(folder, `${slug}.jpg`)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1200">
    <defs>
      <linearGradient id="dye" x1="0" y1="0" x2="1" y2="1">${dye.map((colour, at) => `<stop offset="${at / (dye.length - 1)}" stop-color="${colour}"/>`).join('')}</linearGradient>
      <filter id="thread" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency="0.004 0.11" numOctaves="3" seed="${slug.length}"/>
        <feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  0.7 0 0 0 -0.18"/></filter>
    </defs>
    <rect width="1920" height="1200" fill="url(#dye)"/><rect width="1920" height="1200" filter="url(#thread)"/></svg>`
  await sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toFile(file)
  return file
}

/** A slow walk over the cloth, with a quiet chord: small to make, and really encoded like any upload. */
async function filmOf(picture: string, seconds: number): Promise<string> {
  const file = picture.replace('.jpg', '.mp4')
  const chord = [196, 246.94, 293.66].map((hertz) => `0.03*sin(2*PI*${hertz}*t)*(1+0.4*sin(2*PI*0.15*t))`).join('+')
  await run(binaries().ffmpeg, [
    ...['-loglevel', 'error', '-loop', '1', '-framerate', '25', '-i', picture, '-f', 'lavfi', '-i', `aevalsrc=${chord}:s=48000`],
    ...['-vf', `crop=1280:720:x='320+300*sin(t/9)':y='240+200*cos(t/11)',format=yuv420p`, '-t', String(seconds)],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', '-c:a', 'aac', '-movflags', '+faststart', '-y', file],
  ])
  return file
}

/** What a developer wants to see after the start. */
export function welcome(schools: Schools): string {
  const school = schools.originOf(DEMO.slug)
  const target = schools.resolveHost(new URL(school).host)
  const free = target.kind === 'school' ? unusedCode(target.tenant) : undefined
  const line = (name: string, text: string) => `  ${name.padEnd(12)}${text}`
  return [
    '',
    line('Platform', `${schools.platformOrigin}${urls.platform.home()}`),
    line('Dashboard', `${schools.platformOrigin}${urls.dashboard.home(DEMO.slug)}   ${DEMO.owner.email} · ${DEMO.owner.password}`),
    line('Demo school', `${school}${urls.school.home()}   ${DEMO.student.email} · ${DEMO.student.password}`),
    ...(free ? [line('A code', `${printCode(free.text)}   ${school}${urls.school.redeem()}`)] : []),
    line('Components', `${schools.platformOrigin}/ui`),
    '',
  ].join('\n')
}
