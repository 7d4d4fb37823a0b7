import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { aScene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// From signing up to one's own Home with a first course: two minutes for who types slowly, never touches a mouse, and looks before each key.

/** Forty-five words a minute, and a look at the screen before a key that goes on. */
const LETTER_MS = 220
const LOOK_MS = 1_200
const TWO_MINUTES = 120_000

/** Somebody at a keyboard. What they do takes its time, and nothing else is waited for by the clock. */
class Typist {
  constructor(
    private readonly page: Page,
    private readonly letterMs = LETTER_MS,
    private readonly lookMs = LOOK_MS,
  ) {}

  /** Goes on by Tab until it is there; what it is called is what a screen reader says. */
  async tabTo(role: 'textbox' | 'button' | 'radio' | 'link', name: string | RegExp): Promise<void> {
    const wanted = this.page.getByRole(role, { name }).first()
    await expect(wanted).toBeAttached()
    for (let presses = 0; presses < 60; presses++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return
      await this.page.keyboard.press('Tab')
    }
    throw new Error(`sixty Tabs do not reach ${role} “${name}”`)
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: this.letterMs })
  }

  async press(key: string): Promise<void> {
    // The pause of somebody who reads; what is tested is how long the whole takes.
    await new Promise((resolve) => setTimeout(resolve, this.lookMs))
    await this.page.keyboard.press(key)
  }
}

async function signUp(page: Page, typist: Typist, platform: string, email: string, school: string): Promise<void> {
  await page.goto(platform + urls.platform.signUp())
  await takenOver(page)
  await typist.tabTo('textbox', 'Your name')
  await typist.type('Mara Okafor')
  await page.keyboard.press('Tab')
  await typist.type(email)
  await page.keyboard.press('Tab')
  await typist.type('madder and weld')
  await typist.press('Enter')
  await expect(page.getByRole('heading', { name: 'What is your school called?' })).toBeVisible()
  await typist.tabTo('textbox', 'Name of the school')
  await typist.type(school)
  await expect(page.getByText(/is free$/)).toBeVisible()
  await typist.press('Enter')
  await expect(page.getByRole('heading', { name: 'How should it look?' })).toBeVisible()
}

const accentIn = (page: Page) =>
  page
    .locator('iframe')
    .evaluate((frame: HTMLIFrameElement) => frame.contentDocument?.documentElement.style.getPropertyValue('--accent-light'))

test('a school with a first course within two minutes, by keyboard alone', async ({ server, newcomer }) => {
  const { page } = await newcomer()
  const typist = new Typist(page)
  const began = Date.now()
  await signUp(page, typist, server.origin(server.platform), 'mara@two.test', 'Two Minutes')
  await typist.tabTo('button', 'Orchard')
  await typist.press('Enter')
  await expect(page.getByRole('button', { name: 'Orchard' })).toHaveAttribute('aria-pressed', 'true')
  await typist.tabTo('button', 'Use this look')
  await typist.press('Enter')
  await expect(page.getByRole('heading', { name: 'What do you teach first?' })).toBeVisible()
  await typist.tabTo('textbox', 'Title')
  await typist.type('Natural Dyeing')
  await typist.tabTo('textbox', 'Outline')
  await typist.type('Weld\nMadder\nIndigo')
  await expect(page.getByRole('region', { name: 'Your curriculum' }).getByRole('listitem')).toHaveCount(3)
  await typist.tabTo('button', 'Make the course')
  await typist.press('Enter')
  await expect(page.getByRole('heading', { name: 'From here to your first student' })).toBeVisible()
  const took = Date.now() - began
  expect(took).toBeLessThan(TWO_MINUTES)
  expect(page.url()).toMatch(/\/dashboard\/two-minutes$/)
  await expect(page.getByText('3 of 7 done')).toBeVisible()
  await page.goto(server.origin(server.platform) + urls.dashboard.courses('two-minutes'))
  await expect(page.getByRole('link', { name: 'Natural Dyeing' }).first()).toBeVisible()
})

for (const phone of [false, true]) {
  test(`each step is free of axe violations and fits, ${phone ? 'phone, dark' : 'desk, light'}`, async ({ server, newcomer }) => {
    const { page } = await newcomer({ phone, dark: phone })
    const slug = phone ? 'axe-pocket' : 'axe-table'
    const clean = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${page.url()} ${id} ${nodes[0]?.html.slice(0, 160)}`)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
    }
    await signUp(page, new Typist(page, 0, 0), server.origin(server.platform), `${slug}@example.test`, slug)
    await clean()
    await page.getByRole('button', { name: 'Gallery' }).click()
    await page.getByRole('button', { name: 'Use this look' }).click()
    await expect(page.getByRole('heading', { name: 'What do you teach first?' })).toBeVisible()
    await page.getByLabel('Outline').fill('The vat\n  Weld\n  Madder')
    await clean()
    await page.getByText('A sample to look at').click()
    await expect(page.getByRole('textbox', { name: 'Title' })).toBeHidden()
    await clean()
    await page.getByRole('button', { name: 'Add the sample' }).click()
    await expect(page.getByRole('heading', { name: 'From here to your first student' })).toBeVisible()
    await clean()
    await page.goto(server.origin(server.platform) + urls.platform.newSchool())
    await takenOver(page)
    await page.getByLabel('Address').fill(slug)
    await expect(page.getByRole('button', { name: `${slug}-school` })).toBeVisible()
    await clean()
  })
}

test('a reload in the middle, and a step back, lose nothing; and no step holds anybody', async ({ server, newcomer }) => {
  const { page } = await newcomer()
  const platform = server.origin(server.platform)
  const typist = new Typist(page, 0, 0)
  await page.goto(platform + urls.platform.signUp())
  await takenOver(page)
  await page.getByLabel('Your name').fill('Mara Okafor')
  await page.getByLabel('E-mail').fill('mara@reload.test')
  await page.getByLabel('Password', { exact: true }).fill('madder and weld')
  await page.getByRole('button', { name: 'Continue' }).click()
  const name = page.getByLabel('Name of the school')
  await name.pressSequentially('Reloaded')
  await expect(page.getByText(/reloaded\..+ is free/)).toBeVisible()
  await page.reload()
  await takenOver(page)
  await expect(name).toHaveValue('Reloaded')
  await expect(page.getByText(/reloaded\..+ is free/)).toBeVisible()
  await page.getByRole('button', { name: 'Open the school' }).click()

  await page.getByRole('button', { name: 'Studio' }).click()
  const studio = await page.getByLabel('Colour as a code').inputValue()
  await page.reload()
  await takenOver(page)
  await expect(page.getByLabel('Colour as a code')).toHaveValue(studio)
  await expect.poll(() => accentIn(page)).toBeTruthy()
  await page.getByRole('button', { name: 'Use this look' }).click()

  await page.getByRole('textbox', { name: 'Title' }).fill('Half a thought')
  await page.getByLabel('Outline').fill('# One\nFirst')
  await page.reload()
  await takenOver(page)
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Half a thought')
  await expect(page.getByLabel('Outline')).toHaveValue('# One\nFirst')
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'How should it look?' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Studio' })).toHaveAttribute('aria-pressed', 'true')
  await typist.tabTo('link', 'Decide later')
  await typist.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Half a thought')
  await page.getByRole('link', { name: 'Decide later' }).click()
  await expect(page.getByRole('heading', { name: 'From here to your first student' })).toBeVisible()
})

test('the list of first steps is put away, brought back from its toast, and from the menu', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  const list = page.getByRole('heading', { name: 'From here to your first student' })
  const hide = page.getByRole('button', { name: 'Hide this list' })
  await hide.click()
  await expect(list).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(list).toBeVisible()
  await hide.click()
  await expect(list).toBeHidden()
  await page.reload()
  await takenOver(page)
  await expect(list).toBeHidden()
  await page.goto(scene.platform + urls.dashboard.courses(scene.slug))
  await takenOver(page)
  await page.getByRole('button', { name: 'Appearance and shortcuts' }).click()
  await page.getByRole('menuitem', { name: 'First steps' }).click()
  await expect(list).toBeVisible()
})

test('a guide is found from the rail and from the palette, and shows its pictures', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)
  await page.getByRole('link', { name: 'Help', exact: true }).click()
  await page.getByRole('searchbox', { name: 'Search the guides' }).fill('withdrawn')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: /^Make access codes/ }).click()
  await expect(page.getByRole('heading', { name: 'Invite students', level: 1 })).toBeVisible()
  const picture = page.getByRole('img', { name: 'A new batch of access codes' })
  await picture.scrollIntoViewIfNeeded()
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('logo')
  await page.getByRole('option', { name: /Choose a look/ }).click()
  await expect(page).toHaveURL(/\/help\/start-a-school#choose-a-look$/)
})
