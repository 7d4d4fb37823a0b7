import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { aFilm } from '../setup/kit.ts'
import { FILM_INPUT, videoReady } from './scene.ts'
import { expect, test } from './setup.ts'

// From sign-up to a lesson gone on with on another device: real video, real files, the production build, two people.

const film = async (folder: string) => aFilm(folder, { seconds: 24, size: '640x360', name: 'weld.mp4' })
const playedTo = (page: Page) => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)

test('someone opens a school, makes a course with a video and prints codes; a student redeems one, watches, and goes on elsewhere', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(240_000)
  const folder = await mkdtemp(join(tmpdir(), 'lectern-walk-'))
  const { page: mara, context: desk } = await newcomer()

  await test.step('signs up and opens a school', async () => {
    await mara.goto(server.origin(server.platform))
    await mara.getByRole('link', { name: 'Open your school' }).first().click()
    await mara.getByLabel('Your name').fill('Mara Okafor')
    await mara.getByLabel('E-mail').fill('mara@example.test')
    await mara.getByLabel('Password', { exact: true }).fill('madder and weld')
    await mara.getByRole('button', { name: 'Continue' }).click()
    await mara.getByLabel('Name of the school').fill('Madder & Weld')
    await expect(mara.getByText(/madder-weld\.localhost:\d+ is free/)).toBeVisible()
    await mara.getByRole('button', { name: 'Open the school' }).click()
    await mara.getByRole('link', { name: 'Decide later' }).click()
    await expect(mara.getByRole('heading', { name: 'What do you teach first?' })).toBeVisible()
    await mara.getByRole('link', { name: 'Decide later' }).click()
    await expect(mara).toHaveURL(/\/dashboard\/madder-weld$/)
  })

  await test.step('makes a course from a list of lessons', async () => {
    await mara.getByRole('link', { name: 'Courses', exact: true }).first().click()
    await mara.getByRole('link', { name: 'New course' }).first().click()
    await mara.getByLabel('Title').fill('Natural Dyeing')
    await mara.getByLabel(/What can a student do/).fill('Dye with what you can grow.')
    await mara.getByRole('button', { name: 'Next' }).click()
    await mara.getByLabel('Price').fill('240')
    await mara.getByRole('button', { name: 'Next' }).click()
    await mara.getByLabel('Outline').fill('The pot:\nWeld, the first yellow\nMadder\n\nCloth that lasts:\nLight and wash')
    await mara.getByRole('button', { name: 'Create course' }).click()
    await expect(mara.getByRole('heading', { name: 'Natural Dyeing' })).toBeVisible()
  })

  await test.step('uploads a video, writes a text, makes it free to look at', async () => {
    await mara.getByRole('link', { name: 'Weld, the first yellow' }).click()
    await mara.locator(FILM_INPUT).setInputFiles(await film(folder))
    await videoReady(mara)
    await mara.locator('[contenteditable=true]').click()
    await mara.keyboard.type('Cut weld in flower, in the morning.')
    await expect(mara.getByText(/^Saved/).first()).toBeVisible()
    await mara.getByRole('switch', { name: /Free preview/ }).check()
  })

  await test.step('publishes', async () => {
    await mara.getByRole('link', { name: 'Natural Dyeing' }).first().click()
    await mara.getByRole('button', { name: 'Publish', exact: true }).click()
    const question = mara.getByRole('dialog', { name: '2 of 3 lessons are empty. Publish anyway?' })
    await expect(question.getByRole('link', { name: 'Light and wash' })).toBeVisible()
    await question.getByRole('button', { name: 'Publish anyway' }).click()
    await expect(mara.getByText('Students see everything you have')).toBeVisible()
  })

  const code = await test.step('makes access codes, prints them and downloads them', async () => {
    await mara.getByRole('link', { name: /^Access codes/ }).click()
    await mara.getByLabel('What they are for').fill('Spring workshop')
    await mara.getByLabel('How many').fill('5')
    await mara.getByRole('button', { name: 'Make codes' }).click()
    const text = mara.getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)
    await expect(text).toHaveCount(5)
    const [download] = await Promise.all([mara.waitForEvent('download'), mara.getByRole('link', { name: 'Download CSV' }).click()])
    expect(download.suggestedFilename()).toMatch(/\.csv$/)
    const first = await text.first().innerText()
    const print = await desk.newPage()
    await print.goto(`${mara.url().replace(/\?.*/, '')}/print`)
    await expect(print.getByText(first)).toBeVisible()
    await print.close()
    return first
  })

  const school = server.origin(server.host('madder-weld'))
  await test.step('a student redeems the code on a phone and watches', async () => {
    const { page: ines, context: phone } = await newcomer({ phone: true, dark: true })
    await ines.goto(school)
    await ines.goto(`${school}/redeem`)
    await ines.getByLabel('Access code').fill(code.toLowerCase())
    await ines.getByRole('button', { name: 'Continue' }).click()
    await ines.getByLabel('Your name').fill('Ines Bakker')
    await ines.getByLabel('E-mail').first().fill('ines@example.test')
    await ines.getByLabel('Password', { exact: true }).first().fill('indigo in winter')
    await ines.getByRole('button', { name: 'Open the course' }).first().click()
    await expect(ines.getByRole('heading', { name: 'Weld, the first yellow' })).toBeVisible()
    await ines.getByRole('button', { name: /play/i }).first().click()
    await expect.poll(() => playedTo(ines), { timeout: 30_000 }).toBeGreaterThan(11)
    await phone.close()
  })

  await test.step('and goes on where she stopped, on another device', async () => {
    const { page: again } = await newcomer()
    await again.goto(`${school}/learn`)
    await again.getByLabel('E-mail').fill('ines@example.test')
    await again.getByLabel('Password', { exact: true }).fill('indigo in winter')
    await again.getByRole('button', { name: 'Sign in' }).click()
    await again
      .getByRole('link', { name: /Continue|Go on/ })
      .first()
      .click()
    await expect(again.getByRole('heading', { name: 'Weld, the first yellow' })).toBeVisible()
    await again.getByRole('button', { name: /play/i }).first().click()
    await expect.poll(() => playedTo(again), { timeout: 30_000 }).toBeGreaterThan(9)
    await expect.poll(() => playedTo(again), { timeout: 40_000 }).toBeGreaterThan(22)
    await expect(again.getByText('1 of 3').first()).toBeVisible({ timeout: 30_000 })
  })
  await rm(folder, { recursive: true, force: true })
})
