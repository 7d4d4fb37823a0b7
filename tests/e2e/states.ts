import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { deleteCourse } from '#tenants/courses/change-course.ts'
import { duplicateCourse } from '#tenants/courses/duplicate.ts'
import { anOwner, aSchool, openSchools } from '../setup/kit.ts'
import type { TestServer } from '../setup/server.ts'
import { aScene, enrolled, signIn, takenOver } from './scene.ts'
import { expect } from './setup.ts'

/** Something open, refused, chosen, empty or failed, that no address leads to by itself. */
export interface State {
  readonly name: string
  readonly page: Page
  readonly address: string
  /** Brings it about on its page, by the keyboard. */
  open(page: Page): Promise<void>
}

type Newcomer = () => Promise<{ page: Page }>

const press = (page: Page, role: 'button' | 'link' | 'menuitem', name: string | RegExp) =>
  page
    .getByRole(role, { name, exact: typeof name === 'string' })
    .first()
    .press('Enter')

/** Told to who does not see it, as well as shown. */
async function said(page: Page, text: string | RegExp): Promise<void> {
  await expect(page.getByText(text).first()).toBeVisible()
  await expect(page.locator('[role=status], [role=alert], [aria-live]').filter({ hasText: text }).first()).toBeAttached()
}

const openMenu = async (page: Page, name: string) => {
  await press(page, 'button', name)
  await expect(page.locator('[role^=menuitem]:focus')).toBeVisible()
}

const seen = (page: Page, role: 'dialog' | 'listbox' | 'heading' | 'alert', name?: string | RegExp) =>
  expect(page.getByRole(role, name === undefined ? {} : { name }).first()).toBeVisible()

/** A school with two courses, one of them in the trash, and a student; and every state of its screens. */
export async function everyState(server: TestServer, newcomer: Newcomer, phone: boolean): Promise<State[]> {
  const scene = await aScene(server)
  const { slug, course, lessons, platform, school } = scene
  const ines = await enrolled(scene, 'ines@student.test')
  await scene.inside(async (tenant) => {
    await duplicateCourse(tenant, scene.owner.id, course.id, (title) => `${title} again`)
    const gone = await duplicateCourse(tenant, scene.owner.id, course.id, (title) => `${title} deleted`)
    await deleteCourse(tenant, scene.owner.id, gone.id)
  })
  const [{ page: staff }, { page: student }, { page: visitor }] = [await newcomer(), await newcomer(), await newcomer()]
  await signIn(staff, platform, scene.owner.email)
  await signIn(student, school, 'ines@student.test')

  const of = (page: Page, origin: string) => (path: string, name: string, open: State['open']) => ({
    name,
    page,
    address: origin + path,
    open,
  })
  const dashboard = of(staff, platform)
  const own = of(student, school)
  const door = of(visitor, school)
  const curriculum = urls.dashboard.course(slug, course.id)
  const lesson = urls.dashboard.lesson(slug, course.id, lessons[0]?.id ?? '')
  const board: State[] = [
    dashboard(curriculum, 'menu of a lesson', (page) => openMenu(page, 'More about Second')),
    dashboard(curriculum, 'menu of a section', (page) => openMenu(page, 'More about One section')),
    dashboard(curriculum, 'menu of a course', (page) => openMenu(page, 'More')),
    dashboard(curriculum, 'a lesson being renamed', async (page) => {
      await openMenu(page, 'More about Second')
      await press(page, 'menuitem', 'Rename')
      await expect(page.locator('input:focus')).toHaveValue('Second')
    }),
    dashboard(curriculum, 'lessons chosen, and a dialog for where to', async (page) => {
      await openMenu(page, 'More about Second')
      await press(page, 'menuitem', 'Select')
      await said(page, '1 lesson selected')
      await press(page, 'button', 'Move to another course')
      await seen(page, 'dialog')
    }),
    dashboard(curriculum, 'lessons chosen', async (page) => {
      await openMenu(page, 'More about Second')
      await press(page, 'menuitem', 'Select')
      await said(page, '1 lesson selected')
    }),
    dashboard(curriculum, 'a toast with its undo', async (page) => {
      await openMenu(page, 'More about Third')
      await press(page, 'menuitem', 'Delete')
      await said(page, /Third.*deleted/)
    }),
  ]
  const everywhere: State[] = [
    dashboard(urls.dashboard.home(slug), 'palette', async (page) => {
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('combobox')).toBeFocused()
      await page.keyboard.type('sec')
      await expect(page.getByRole('option', { name: /Second/ }).first()).toBeVisible()
    }),
    dashboard(urls.dashboard.home(slug), 'palette that finds nothing', async (page) => {
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('combobox')).toBeFocused()
      await page.keyboard.type('zzz')
      await expect(page.getByText('Nothing begins with “zzz”')).toBeVisible()
    }),
    dashboard(urls.dashboard.home(slug), 'palette that failed', async (page) => {
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('combobox')).toBeFocused()
      await page.route('**/search*', (route) => route.abort())
      await page.keyboard.type('sec')
      await seen(page, 'alert')
      await page.unrouteAll()
    }),
    dashboard(urls.dashboard.home(slug), 'tray of notifications', async (page) => {
      await press(page, 'link', /^Notifications/)
      await seen(page, 'dialog', 'Notifications')
      await expect(page.getByText('One moment')).toHaveCount(0)
    }),
    ...(phone
      ? [
          dashboard(urls.dashboard.home(slug), 'sheet of places', async (page) => {
            await press(page, 'button', 'Open menu')
            await seen(page, 'dialog', 'Main')
          }),
        ]
      : [
          dashboard(urls.dashboard.home(slug), 'menu of the person', (page) => openMenu(page, 'Appearance and shortcuts')),
          dashboard(curriculum, 'keys of the page', async (page) => {
            await press(page, 'button', 'Keys of this page')
            await seen(page, 'dialog', 'Keys of this page')
          }),
        ]),
  ]
  const screens: State[] = [
    dashboard(urls.dashboard.courses(slug), 'menu of a course in the list', (page) => openMenu(page, 'More about A course')),
    dashboard(urls.dashboard.courses(slug, { q: 'zzz' }), 'courses, none found', (page) => seen(page, 'heading', 'No course matches')),
    dashboard(urls.dashboard.people(slug, { search: 'zzz' }), 'people, none found', (page) => seen(page, 'heading', 'No matches')),
    dashboard(urls.dashboard.people(slug), 'changing several', async (page) => {
      await page.getByRole('checkbox', { name: 'Pick Ines Bakker' }).press('Space')
      await page.locator('summary', { hasText: 'Change the end' }).press('Enter')
      await expect(page.getByRole('textbox', { name: 'Until' })).toBeVisible()
    }),
    dashboard(urls.dashboard.student(slug, ines), 'suspending', async (page) => {
      await page.locator('summary', { hasText: 'Suspend' }).press('Enter')
      await expect(page.getByLabel('Reason, told to the student')).toBeVisible()
    }),
    dashboard(urls.dashboard.newStudent(slug), 'errors beside the fields of a student', async (page) => {
      await page.getByLabel('Name').fill('Tomás')
      await page.getByLabel('E-mail').fill('not an address')
      await press(page, 'button', 'Add')
      await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveAttribute('aria-invalid', 'true')
    }),
    dashboard(urls.dashboard.inviteStaff(slug), 'errors beside the fields of an invitation', async (page) => {
      await page.getByLabel('E-mail').fill('not an address')
      await press(page, 'button', 'Send the invitation')
      await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveAttribute('aria-invalid', 'true')
    }),
    dashboard(urls.dashboard.people(slug, { search: 'ines', segment: 'stuck' }), 'a list about to be saved', async (page) => {
      await page.locator('summary', { hasText: 'Save this list' }).press('Enter')
      await expect(page.getByRole('textbox', { name: 'Name of the list' })).toBeVisible()
    }),
    dashboard(urls.dashboard.importPeople(slug), 'a table looked at before it is imported', async (page) => {
      await page.getByLabel('Or paste the table here').fill('Name;E-Mail\nTomás;tomas@student.test\nNobody;not an address')
      await press(page, 'button', 'Check the file')
      await expect(page.getByText('1 row would be left out')).toBeVisible()
    }),
    dashboard(urls.dashboard.jobs(slug, { q: 'zzz' }), 'jobs, none found', (page) => seen(page, 'heading', 'No matches')),
    dashboard(urls.dashboard.trash(slug, { q: 'zzz' }), 'trash, none found', (page) => seen(page, 'heading', /matches/)),
    dashboard(urls.dashboard.trash(slug), 'erasing for good', async (page) => {
      await press(page, 'link', 'Delete A course deleted for good')
      await seen(page, 'dialog')
    }),
    dashboard(lesson, 'blocks to choose from', async (page) => {
      await page.locator('[contenteditable=true]').focus()
      await page.keyboard.press('Control+End')
      await page.keyboard.press('Enter')
      await page.keyboard.type('/')
      await seen(page, 'listbox')
    }),
    dashboard(lesson, 'what can be done with a table', async (page) => {
      await page.locator('[contenteditable=true]').focus()
      await page.keyboard.press('Control+End')
      await page.keyboard.press('Enter')
      await page.keyboard.type('/table')
      await seen(page, 'listbox')
      await page.keyboard.press('Enter')
      await expect(page.locator('[contenteditable=true] table')).toBeVisible()
      for (const [at, head] of ['Fibre', 'Mordant', 'Hours'].entries()) {
        if (at > 0) await page.keyboard.press('Tab')
        await page.keyboard.type(head)
      }
      await page.keyboard.press('Alt+F10')
      if (!phone) return expect(page.getByRole('button', { name: 'Add a row below' })).toBeFocused()
      // A finger sees no tips, so the names are written out.
      await expect(page.getByRole('button', { name: 'Table', exact: true })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('menuitem', { name: 'Add a row below' })).toBeVisible()
    }),
    dashboard(lesson, 'a link being made', async (page) => {
      await page.locator('[contenteditable=true]').focus()
      await page.keyboard.press('Control+a')
      await page.keyboard.press('Control+k')
      await seen(page, 'dialog')
    }),
    dashboard(urls.dashboard.batch(slug, course.id, 'nothing'), 'a page that is not there', (page) => seen(page, 'alert')),
  ]
  const schools: State[] = [
    door(urls.school.signIn(), 'a wrong password', async (page) => {
      await page.getByLabel('E-mail').fill('ines@student.test')
      await page.getByLabel('Password', { exact: true }).fill('not the password')
      await press(page, 'button', 'Sign in')
      await expect(page.getByText(/password.*(wrong|not)|do not match/i).first()).toBeVisible()
    }),
    door(urls.school.redeem(), 'a wrong code', async (page) => {
      await page.getByLabel('Access code').fill('AAAABBBBCCCCDDDD')
      await press(page, 'button', 'Continue')
      await expect(page.getByRole('textbox', { name: 'Access code' })).toHaveAttribute('aria-invalid', 'true')
    }),
    own(urls.school.lesson(course.slug, lessons[0]?.id ?? ''), 'menu of a student', async (page) => {
      await page.getByLabel('Your account, Ines Bakker').press('Enter')
      await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
    }),
    own(urls.school.lesson(course.slug, lessons[0]?.id ?? ''), 'a lesson marked as done', async (page) => {
      await press(page, 'button', 'Mark as done')
      await said(page, 'Done')
    }),
    own(urls.school.lesson(course.slug, lessons[0]?.id ?? ''), 'a lesson while offline', async (page) => {
      await page.context().setOffline(true)
      await said(page, /You are offline/)
      await page.context().setOffline(false)
    }),
    own(urls.school.accountSignIn(), 'errors beside the fields of an account', async (page) => {
      const part = page.locator('section', { has: page.getByRole('heading', { name: 'Password' }) })
      await part.getByLabel('Current password', { exact: true }).fill('not mine at all')
      await part.getByLabel('New password', { exact: true }).fill('weld and woad and madder')
      await part.getByRole('button', { name: 'Change password' }).press('Enter')
      await expect(part.getByText('This is not the password of your account')).toBeVisible()
    }),
  ]
  return [...board, ...everywhere, ...screens, ...(await emptyScreens(server, newcomer)), ...schools]
}

/** What a new school shows where it has nothing yet. */
async function emptyScreens(server: TestServer, newcomer: Newcomer): Promise<State[]> {
  const schools = openSchools(server.dataDir, server.port)
  const slug = `empty-${Date.now()}`
  const { owner } = await aSchool(schools, slug, await anOwner(schools, `owner@${slug}.test`))
  schools.close()
  const { page } = await newcomer()
  const platform = server.origin(server.platform)
  await signIn(page, platform, owner.email)
  const { home, courses, people, jobs, trash, notifications } = urls.dashboard
  return [home(slug), courses(slug), people(slug), jobs(slug), trash(slug), notifications(slug)].map((path) => ({
    name: `nothing yet at ${path}`,
    page,
    address: platform + path,
    open: (opened) => seen(opened, 'heading'),
  }))
}

/** Goes to the page anew and brings the state about. */
export async function enter({ page, address, open }: State): Promise<void> {
  await page.goto(address)
  await takenOver(page)
  await open(page)
}
