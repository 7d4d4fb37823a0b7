import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { type FakeOAuth, fakeOAuth } from '../fakes/oauth/server.ts'
import { TestServer } from '../setup/server.ts'
import { aScene, enrolled, signIn, takenOver } from './scene.ts'
import { test as base, expect } from './setup.ts'

// A student comes in by Google on the school's own host, past the platform's and the provider's.

const test = base.extend<object, { fake: FakeOAuth }>({
  fake: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      const fake = await fakeOAuth()
      fake.account('google', { id: '1', name: 'Ines Bakker', email: 'ines@student.test', verified: true })
      await use(fake)
      await fake.close()
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ fake }, use) => {
      const server = await TestServer.start({ env: { HOST: '0.0.0.0', ...fake.env } })
      await use(server)
      await server.remove()
    },
    { scope: 'worker' },
  ],
})

const isSound = async (page: Page) => {
  expect((await new AxeBuilder({ page }).analyze()).violations, page.url()).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), page.url()).toBe(0)
}

test('a student links Google in the account, and signs in by it where they were going, by keyboard', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@student.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@student.test')
  await page.goto(scene.school + urls.school.accountSignIn())
  await takenOver(page)
  await page.getByLabel('Current password', { exact: true }).last().fill('a password for tests')
  await page.getByRole('button', { name: 'Link Google' }).click()
  await page.getByRole('button', { name: 'Ines Bakker' }).click()
  await expect(page.getByText('It opens your account from now on.')).toBeVisible()
  await expect(page.getByText('Google · ines@student.test')).toBeVisible()
  await isSound(page)

  const { page: other } = await newcomer({ phone: true, dark: true })
  await other.goto(scene.school + urls.school.accountCourses())
  await takenOver(other)
  await expect(other.getByRole('button', { name: 'Continue with GitHub' })).toBeVisible()
  await isSound(other)
  await other.getByRole('button', { name: 'Continue with Google' }).focus()
  await other.keyboard.press('Enter')
  await other.getByRole('button', { name: 'Cancel' }).click()
  await expect(other.getByText('You did not let Google tell us who you are')).toBeVisible()
  await isSound(other)
  await takenOver(other)
  await other.getByRole('button', { name: 'Continue with Google' }).focus()
  await other.keyboard.press('Enter')
  await other.getByRole('button', { name: 'Ines Bakker' }).click()
  await other.waitForURL(scene.school + urls.school.accountCourses())
  await expect(other.getByRole('heading', { name: 'Courses', exact: true })).toBeVisible()

  await takenOver(page)
  await page.getByRole('button', { name: 'Unlink Google, ines@student.test' }).click()
  await expect(page.getByText('None yet.')).toBeVisible()
})

test('without a line of script a student comes in, and staff too', async ({ server, browser }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@student.test')
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(scene.school + urls.school.signIn())
  await page.getByRole('button', { name: 'Continue with Google' }).click()
  await page.getByRole('button', { name: 'Ines Bakker' }).click()
  await expect(page.getByText('A letter is on its way there')).toBeVisible()
  await page.goto(scene.platform + urls.platform.signUp())
  await page.getByRole('button', { name: 'Continue with Google' }).click()
  await page.getByRole('button', { name: 'Ines Bakker' }).click()
  await page.waitForURL(scene.platform + urls.platform.newSchool())
  await context.close()
})
