import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { aFilm } from '../setup/kit.ts'
import { unheard } from './heard.ts'
import { aScene, enrolled, FILM_INPUT, play, signIn, takenOver, videoReady } from './scene.ts'
import { expect, test } from './setup.ts'
import { enter, everyState } from './states.ts'

// What is open, refused, chosen, empty or failed, by the rules of accessibility: on a desk in light, on a phone in dark.

/** What is wrong with a page as it stands, by axe and by what is heard of it. */
async function faultsOf(page: Page, name: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return [
    ...violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html.slice(0, 160)}`),
    ...(await unheard(page)).map((complaint) => `${name}: ${complaint}`),
  ]
}

for (const phone of [false, true]) {
  const where = phone ? 'phone, dark @full' : 'desk, light'

  test(`axe finds nothing in any state, and what is heard of it has a name, ${where}`, async ({ server, newcomer }) => {
    test.setTimeout(600_000)
    const found: string[] = []
    for (const state of await everyState(server, () => newcomer({ phone, dark: phone }), phone)) {
      await test.step(state.name, () => enter(state))
      found.push(...(await faultsOf(state.page, state.name)))
    }
    expect(found).toEqual([])
  })

  test(`axe finds nothing while a film is sent, fails, is prepared and played, ${phone ? 'phone, dark' : 'desk, light'} @full`, async ({
    server,
    newcomer,
  }) => {
    test.setTimeout(600_000)
    const scene = await aScene(server)
    await enrolled(scene, 'ines@student.test')
    const folder = await mkdtemp(join(tmpdir(), 'lectern-states-'))
    const found: string[] = []
    const { page: staff } = await newcomer({ phone, dark: phone })
    const look = async (page: Page, name: string) => void found.push(...(await faultsOf(page, name)))
    await signIn(staff, scene.platform, scene.owner.email)
    const atLesson = async (at: number) => {
      await staff.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, scene.lessons[at]?.id ?? ''))
      await takenOver(staff)
      await staff.getByRole('button', { name: 'Video', exact: true }).press('Enter')
    }

    await atLesson(1)
    await look(staff, 'a film to be chosen')
    const poison = join(folder, 'poison.mp4')
    await writeFile(poison, 'This is not a film.\n'.repeat(400))
    await staff.locator(FILM_INPUT).setInputFiles(poison)
    await expect(staff.getByText(/not a video we can read/).first()).toBeVisible({ timeout: 60_000 })
    await look(staff, 'a film that failed')

    await atLesson(0)
    await staff.route('**/uploads/**', (route) =>
      route.request().method() === 'PUT' ? route.abort('internetdisconnected') : route.continue(),
    )
    await staff.locator(FILM_INPUT).setInputFiles(await aFilm(folder, { seconds: 40, name: 'dyeing.mp4' }))
    await expect(staff.getByRole('progressbar', { name: /dyeing/ }).first()).toBeVisible()
    await look(staff, 'a film on its way')
    await staff.getByRole('link', { name: scene.course.title }).first().press('Enter')
    await expect(staff.getByRole('heading', { name: scene.course.title, level: 1 })).toBeVisible()
    await expect(staff.getByRole('progressbar', { name: /dyeing/ }).first()).toBeVisible()
    await look(staff, 'a film on its way, seen from elsewhere')
    await staff.getByRole('link', { name: 'First' }).first().press('Enter')
    await staff.unrouteAll({ behavior: 'ignoreErrors' })
    await videoReady(staff)
    await look(staff, 'a film that is ready')
    await staff.goto(scene.platform + urls.dashboard.course(scene.slug, scene.course.id))
    await takenOver(staff)
    await staff.getByRole('button', { name: /^Publish/ }).press('Enter')
    await expect(staff.getByText('Students see everything you have')).toBeVisible()

    const { page: student } = await newcomer({ phone, dark: phone })
    await signIn(student, scene.school, 'ines@student.test')
    await play(student, scene)
    await student.keyboard.press('k')
    await expect(student.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
    await look(student, 'a film under way')
    if (phone) {
      await student.getByRole('button', { name: 'More', exact: true }).press('Enter')
      await student.getByRole('menuitem', { name: /^Speed/ }).press('Enter')
    } else await student.getByRole('button', { name: /^Speed/ }).press('Enter')
    await expect(student.getByRole('menu')).toBeVisible()
    await expect(student.getByRole('menuitemradio', { checked: true })).toBeFocused()
    await look(student, 'the menu of a player')
    await student.keyboard.press('Escape')
    // From a level it leads back to where that stands.
    if (phone) await student.keyboard.press('Escape')
    await expect(student.getByRole('menu')).toHaveCount(0)
    await student.keyboard.press('9')
    await student.keyboard.press('k')
    await expect(student.getByRole('region', { name: 'The end of this video' })).toBeVisible()
    await look(student, 'the end of a film')
    await student.route('**/media/**', (route) => route.fulfill({ status: 410 }))
    await student.reload()
    await expect(student.getByRole('button', { name: 'Try again' })).toBeVisible()
    await look(student, 'a film that does not come')
    await rm(folder, { recursive: true, force: true })
    expect(found).toEqual([])
  })
}
