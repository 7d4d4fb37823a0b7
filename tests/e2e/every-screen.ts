import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { changeCourse } from '#tenants/courses/change-course.ts'
import { codesOf, createBatch } from '#tenants/sales/batches.ts'
import { redeemCodeAsNewStudent } from '#tenants/sales/redeem-code.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, aSchool, DEVICE, openSchools, PASSWORD } from '../setup/kit.ts'
import type { TestServer } from '../setup/server.ts'
import { signIn } from './scene.ts'

interface Words {
  readonly course: string
  readonly section?: string
  readonly lessons?: readonly string[]
  readonly student: string
  readonly batch: string
}

type Newcomer = (options?: { phone?: boolean; dark?: boolean }) => Promise<{ page: Page }>

/** Every screen with something in it, and who looks at it; the school is told of before anything is made in it. */
export async function everyScreen(
  server: TestServer,
  newcomer: Newcomer,
  slug: string,
  phone: boolean,
  words: Words,
  prepare: (schools: Schools, tenant: Tenant, owner: string) => Promise<void> = () => Promise.resolve(),
): Promise<[Page, string][]> {
  const schools = openSchools(server.dataDir, server.port)
  const { tenant, owner } = await aSchool(schools, slug)
  await prepare(schools, tenant, owner.id)
  const { course, lessons } = await aPublishedCourse(tenant, owner.id, {
    title: words.course,
    ...(words.section ? { section: words.section } : {}),
    ...(words.lessons ? { lessons: words.lessons, html: `<p>${words.lessons[0]}</p><h2>${words.lessons[0]}</h2>` } : {}),
  })
  if (words.section) await changeCourse(tenant, owner.id, course.id, { outcome: words.section, description: words.section })
  const batch = await createBatch(tenant, owner.id, { courseId: course.id, label: words.batch, count: 12, expiresAt: null })
  const [code, unused] = tenant.read((db) => codesOf(db, batch.id))
  await redeemCodeAsNewStudent(tenant, { name: words.student, email: 'ines@school.test', password: PASSWORD }, code?.text ?? '', DEVICE)
  const lesson = lessons[0]?.id ?? ''
  schools.close()

  const platform = server.origin(server.platform)
  const school = server.origin(server.host(slug))
  const { page: visitor } = await newcomer({ phone, dark: phone })
  const { page: staff } = await newcomer({ phone, dark: phone })
  const { page: student } = await newcomer({ phone, dark: phone })
  await signIn(staff, platform, owner.email)
  await signIn(student, school, 'ines@school.test')
  const at = (page: Page, origin: string, ...paths: string[]) => paths.map((path): [Page, string] => [page, origin + path])
  return [
    ...at(visitor, platform, urls.platform.home(), urls.platform.signUp(), urls.platform.signIn()),
    ...at(
      visitor,
      school,
      urls.school.home(),
      urls.school.course(course.slug),
      urls.school.courseOfLesson(course.slug, lessons[1]?.id ?? ''),
      urls.school.signIn(),
      urls.school.redeem(),
      urls.school.redeem(unused?.text),
      urls.school.lesson(course.slug, lesson),
    ),
    ...at(
      staff,
      platform,
      urls.platform.newSchool(),
      urls.dashboard.home(slug),
      urls.dashboard.courses(slug),
      urls.dashboard.newCourse(slug),
      urls.dashboard.course(slug, course.id),
      urls.dashboard.courseDetails(slug, course.id),
      urls.dashboard.courseCodes(slug, course.id),
      urls.dashboard.batch(slug, course.id, batch.id),
      urls.dashboard.lesson(slug, course.id, lesson),
      urls.dashboard.lessonWatching(slug, course.id, lesson),
      urls.dashboard.captions(slug, course.id, lesson),
      urls.dashboard.chapters(slug, course.id, lesson),
      urls.dashboard.people(slug),
      urls.dashboard.jobs(slug),
      urls.dashboard.jobs(slug, { show: 'done' }),
      urls.dashboard.audit(slug),
      urls.dashboard.settings(slug),
      urls.dashboard.protection(slug),
      urls.dashboard.videoSettings(slug),
      urls.dashboard.brand(slug),
      urls.dashboard.welcome(slug),
      urls.dashboard.firstCourse(slug),
      urls.dashboard.help(slug),
      urls.dashboard.help(slug, 'codes'),
      urls.dashboard.guide(slug, 'start-a-school'),
    ),
    ...at(student, school, urls.school.learn(), urls.school.lesson(course.slug, lesson)),
  ]
}
