import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { urls } from '#app/urls.ts'
import { notificationsOf } from '#tenants/people/notifications.ts'
import { PASSWORD } from '../setup/kit.ts'
import { aScene, enrolled, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

const PAGES = [
  urls.school.account(),
  urls.school.accountSignIn(),
  urls.school.accountCourses(),
  urls.school.accountNotifications(),
  urls.school.accountData(),
]

const wider = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

for (const phone of [false, true]) {
  test(`an account on a ${phone ? 'phone, in dark' : 'desk'}: every part is found, fits and breaks no rule of accessibility`, async ({
    server,
    newcomer,
  }) => {
    const scene = await aScene(server)
    await enrolled(scene, 'ines@student.test')
    const { page } = await newcomer({ phone, dark: phone })
    await signIn(page, scene.school, 'ines@student.test')
    await page.getByLabel('Your account, Ines Bakker').click()
    await page.getByRole('link', { name: 'Account' }).click()
    await page.waitForURL(scene.school + urls.school.account())
    await page.getByRole('navigation', { name: 'Parts of your account' }).getByRole('link', { name: 'Notifications' }).click()
    await expect(page.getByRole('heading', { name: 'Notifications' })).toBeVisible()
    for (const path of PAGES) {
      await page.goto(scene.school + path, { waitUntil: 'networkidle' })
      expect((await new AxeBuilder({ page }).analyze()).violations, path).toEqual([])
      expect(await wider(page), path).toBe(0)
    }
  })
}

test('by keyboard: a name, a choice and a password are changed, another browser is signed out', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const id = await enrolled(scene, 'ines@student.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@student.test')
  const { page: elsewhere } = await newcomer()
  await signIn(elsewhere, scene.school, 'ines@student.test')

  await page.goto(scene.school + urls.school.account())
  await takenOver(page)
  await page.getByLabel('Name').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Ines de Bakker')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  await expect(page.getByLabel('Your account, Ines de Bakker')).toBeVisible()

  await page.goto(scene.school + urls.school.accountNotifications())
  await takenOver(page)
  await page.getByRole('group', { name: 'Reminders to go on' }).getByLabel('By mail').focus()
  await page.keyboard.press('Space')
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  const choices = await scene.inside((tenant) => tenant.read((db) => notificationsOf(db, id)))
  expect(choices.filter(({ wanted }) => !wanted)).toEqual([{ kind: 'reminders', channel: 'mail', wanted: false }])

  await page.goto(scene.school + urls.school.accountSignIn())
  await takenOver(page)
  const password = page.locator('section', { has: page.getByRole('heading', { name: 'Password' }) })
  await password.getByLabel('Current password', { exact: true }).fill('not mine at all')
  await password.getByLabel('New password', { exact: true }).fill('weld and woad and madder')
  await page.keyboard.press('Enter')
  await expect(password.getByText('This is not the password of your account')).toBeVisible()
  await password.getByLabel('Current password', { exact: true }).fill(PASSWORD)
  await password.getByLabel('New password', { exact: true }).fill('weld and woad and madder')
  await page.keyboard.press('Enter')
  await expect(password.getByText('Every other browser was signed out')).toBeVisible()
  await elsewhere.goto(scene.school + urls.school.learn())
  await expect(elsewhere.getByLabel('E-mail')).toBeVisible()
})

test('a picture is chosen and shown, and taken away', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  await enrolled(scene, 'ines@student.test')
  const { page } = await newcomer({ phone: true })
  await signIn(page, scene.school, 'ines@student.test')
  await page.goto(scene.school + urls.school.account())
  await takenOver(page)
  const buffer = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#b44' } })
    .jpeg()
    .toBuffer()
  await page.getByLabel('Choose a picture').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer })
  const face = page.getByRole('main').locator('img[src^="/avatars/"]')
  await expect(face).toBeVisible()
  await expect.poll(() => face.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(256)
  await page.getByRole('button', { name: 'Remove' }).click()
  await expect(face).toHaveCount(0)
  await page.getByLabel('Choose a picture').setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') })
  await expect(page.getByText('This picture could not be read')).toBeVisible()
})
