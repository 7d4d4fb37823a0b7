import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { registerStudent } from '#tenants/people/students.ts'
import { registerPerson, schoolsOf } from '#tenants/registry/people.ts'
import { memberships, type Person } from '#tenants/registry/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aFilm, anOwner, aPublishedCourse, aSchool, type CourseFixture, DEVICE, openSchools, PASSWORD } from '../setup/kit.ts'
import type { TestServer } from '../setup/server.ts'

export interface Scene extends CourseFixture {
  readonly slug: string
  readonly owner: Person
  /** Origin of the platform, and of the school. */
  readonly platform: string
  readonly school: string
  /** Opens the school's file beside the running server, for what a test has to set up or to look up. */
  inside<T>(look: (tenant: Tenant) => Promise<T> | T): Promise<T>
}

let scenes = 0

/** A school of its own with one published course, made beside the running server. */
export async function aScene(server: TestServer, options: Parameters<typeof aPublishedCourse>[2] = {}): Promise<Scene> {
  const slug = `scene-${++scenes}-${process.pid}`
  const schools = openSchools(server.dataDir, server.port)
  const { tenant, owner } = await aSchool(schools, slug, await anOwner(schools, `owner@${slug}.test`))
  const made = await aPublishedCourse(tenant, owner.id, options)
  const { id } = tenant
  schools.close()
  return {
    ...made,
    slug,
    owner,
    platform: server.origin(server.platform),
    school: server.origin(server.host(slug)),
    async inside(look) {
      const beside = openSchools(server.dataDir, server.port)
      try {
        return await look(beside.openById(id))
      } finally {
        beside.close()
      }
    },
  }
}

/** A student of the scene's school, in its course. */
export async function enrolled(scene: Scene, email: string): Promise<string> {
  return scene.inside(async (tenant) => {
    const { student } = await registerStudent(tenant, { name: 'Ines Bakker', email, password: PASSWORD }, DEVICE)
    await tenant.transact((tx) => grant(tx, student.id, scene.course.id, { source: 'staff', actor: scene.owner.id }, Date.now()))
    return student.id
  })
}

/** Somebody who looks after the people of the scene's school, and may not change its courses. */
export async function anAssistant(server: TestServer, scene: Scene, email: string): Promise<void> {
  const schools = openSchools(server.dataDir, server.port)
  const { person } = await registerPerson(schools.registry, { email, name: 'Abel Assistant', password: PASSWORD }, DEVICE)
  const [mine] = schoolsOf(schools.registry, scene.owner.id).filter(({ school }) => school.slug === scene.slug)
  await schools.registry.transact((tx) =>
    tx
      .insert(memberships)
      .values({ personId: person.id, schoolId: mine?.school.id ?? '', role: 'assistant', createdAt: Date.now() })
      .run(),
  )
  schools.close()
}

export async function signIn(page: Page, origin: string, email: string): Promise<void> {
  await page.goto(origin + urls.school.signIn())
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
}

/**
 * React has taken over the page: what is typed or dragged from here on is heard. In the few milliseconds in which Remix decodes
 * what the page came with, an event makes React 18 complain (its error 345) and goes on; tests that watch for complaints wait here.
 */
export const takenOver = (page: Page) =>
  page.waitForFunction(() => Object.keys(document.querySelector('main') ?? {}).some((key) => key.startsWith('__reactProps')))

/** The lesson editor says in which sizes the video plays: it has been prepared to the end. */
export const videoReady = (editor: Page) => expect(editor.getByText('Plays as')).toBeVisible({ timeout: 90_000 })

/** Where a lesson's film is chosen; its text takes files too. */
export const FILM_INPUT = 'input[type=file][accept^="video"]'

export const FILM_SECONDS = 24

/** Staff put a real film into a lesson of the scene, most often the first, and publish. */
export async function withFilm(staff: Page, scene: Scene, { at = 0, seconds = FILM_SECONDS } = {}): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-film-'))
  await signIn(staff, scene.platform, scene.owner.email)
  await staff.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, scene.lessons[at]?.id ?? ''))
  await takenOver(staff)
  await staff.getByRole('button', { name: 'Video', exact: true }).click()
  await staff.locator(FILM_INPUT).setInputFiles(await aFilm(folder, { seconds }))
  await videoReady(staff)
  await staff.goto(scene.platform + urls.dashboard.course(scene.slug, scene.course.id))
  await takenOver(staff)
  await staff.getByRole('button', { name: /^Publish/ }).click()
  await expect(staff.getByText('Students see everything you have')).toBeVisible()
  await rm(folder, { recursive: true, force: true })
}

export const playedTo = (page: Page) => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)

export async function play(page: Page, scene: Scene, at = 0): Promise<void> {
  await page.goto(scene.school + urls.school.lesson(scene.course.slug, scene.lessons[at]?.id ?? ''))
  await page.getByRole('button', { name: /play/i }).first().click()
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(1)
}
