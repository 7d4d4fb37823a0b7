import AxeBuilder from '@axe-core/playwright'
import type { CDPSession, Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { PASSWORD } from '../setup/kit.ts'
import { codeAt } from '../setup/two-factor.ts'
import { aScene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

const { platform } = urls

/** Moves by Tab until this has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  const isThere = () =>
    page.evaluate((wanted) => {
      const at = document.activeElement
      const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : (at?.getAttribute('aria-label') ?? at?.textContent)
      return label?.trim() === wanted
    }, name)
  for (let presses = 0; presses < 40; presses++) {
    if (await isThere()) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reached “${name}”`)
}

async function checkAccess(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${page.url()} in ${colorScheme}: ${id} ${nodes[0]?.html}`)).toEqual([])
  }
}

test('by keyboard alone: an app is set up, signing in takes its code, and a recovery code once the phone is lost', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + platform.signingIn())
  await takenOver(page)
  await tabTo(page, 'Set it up')
  await page.keyboard.press('Enter')
  await page.waitForURL(scene.platform + platform.twoFactor())
  await tabTo(page, 'Set up an app')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible()
  const key = (await page.locator('code').textContent()) ?? ''
  await tabTo(page, 'Code')
  await page.keyboard.type('000000')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This code is wrong, or was used already.')).toBeVisible()
  await expect(page.locator('code')).toHaveText(key)
  await page.getByLabel('Code', { exact: true }).focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(codeAt(key, Date.now() - 30_000))
  await page.keyboard.press('Enter')
  const list = page.getByRole('list', { name: 'Recovery codes' })
  await expect(list.getByRole('listitem')).toHaveCount(10)
  const [recovery = ''] = await list.getByRole('listitem').allTextContents()
  const downloading = page.waitForEvent('download')
  await tabTo(page, 'Download')
  await page.keyboard.press('Enter')
  expect((await downloading).suggestedFilename()).toBe('lectern-recovery-codes.txt')

  const { page: again } = await newcomer()
  const password = async () => {
    await again.goto(scene.platform + platform.signIn())
    await takenOver(again)
    await again.keyboard.type(scene.owner.email)
    await tabTo(again, 'Password')
    await again.keyboard.type(PASSWORD)
    await again.keyboard.press('Enter')
    await expect(again.getByRole('heading', { name: 'One more step' })).toBeVisible()
  }
  await password()
  await tabTo(again, 'Code')
  await again.keyboard.type(codeAt(key))
  await again.keyboard.press('Enter')
  await again.waitForURL(scene.platform + urls.dashboard.home(scene.slug))

  await again.context().clearCookies()
  await password()
  await tabTo(again, 'Use a recovery code')
  await again.keyboard.press('Enter')
  await tabTo(again, 'Recovery code')
  await again.keyboard.type(recovery)
  await again.keyboard.press('Enter')
  await again.waitForURL(scene.platform + urls.dashboard.home(scene.slug))
  await again.goto(scene.platform + platform.twoFactor())
  await expect(again.getByText('9 left')).toBeVisible()
})

/** A device of the browser's own that holds passkeys, and says yes when it is asked who is there. */
async function aDevice(page: Page): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  } as const
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } })
  return devtools
}

test('a passkey is added, renamed, signs in without a password, proves who is there, and is removed', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page, context } = await newcomer()
  await aDevice(page)
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + platform.twoFactor())
  await takenOver(page)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByRole('heading', { name: 'Keep these codes' })).toBeVisible()
  await page.getByRole('link', { name: 'I have them' }).click()
  await expect(page.getByRole('heading', { name: 'Keep these codes' })).toBeHidden()
  await page.getByRole('link', { name: /^Rename / }).click()
  await page.getByLabel('Name of the passkey').fill('My own laptop')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Remove My own laptop' })).toBeVisible()
  // It has one already.
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByText('This device has a passkey for your account already.')).toBeVisible()

  await context.clearCookies()
  // Where the browser offers passkeys in the field of the address, this device takes the offer by itself.
  await page.goto(scene.platform + platform.signIn(platform.account()))
  await page.waitForURL(scene.platform + platform.account())
  await page.addInitScript(() => {
    window.PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)
  })
  await context.clearCookies()
  await page.goto(scene.platform + platform.signIn(platform.sessions()))
  await takenOver(page)
  await page.getByRole('button', { name: 'Continue with a passkey' }).click()
  await page.waitForURL(scene.platform + platform.sessions())

  await page.goto(scene.platform + platform.confirm(platform.twoFactor()))
  await takenOver(page)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(scene.platform + platform.twoFactor())

  await context.clearCookies()
  await page.goto(scene.platform + platform.signIn())
  await takenOver(page)
  await page.getByLabel('E-mail').fill(scene.owner.email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(scene.platform + urls.dashboard.home(scene.slug))

  await page.goto(scene.platform + urls.dashboard.staff(scene.slug))
  await takenOver(page)
  await page.getByRole('switch', { name: /Everybody who works here needs it/ }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  await page.goto(scene.platform + platform.twoFactor())
  await page.getByRole('button', { name: 'Remove My own laptop' }).click()
  await expect(page.getByText('No passkey yet.')).toBeVisible()
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await expect(page.getByText('opens for staff with two-factor sign-in alone')).toBeVisible()
})

test('the screens of two-factor sign-in keep the rules of accessibility, in light and dark, on a desk and on a phone @full', async ({
  server,
  newcomer,
}) => {
  for (const phone of [false, true]) {
    const scene = await aScene(server)
    const { page, context } = await newcomer({ phone })
    await page.goto(scene.platform + platform.signIn())
    await checkAccess(page)
    await signIn(page, scene.platform, scene.owner.email)
    for (const path of [platform.signingIn(), platform.twoFactor({ for: scene.slug }), platform.confirm('/account'), platform.setUpApp()]) {
      await page.goto(scene.platform + path)
      await checkAccess(page)
    }
    const key = (await page.locator('code').textContent()) ?? ''
    await takenOver(page)
    await page.getByLabel('Code', { exact: true }).fill(codeAt(key, Date.now() - 30_000))
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Keep these codes' })).toBeVisible()
    await checkAccess(page)
    const staff = urls.dashboard.staff(scene.slug)
    for (const path of [platform.signingIn(), platform.twoFactor(), platform.recoveryCodes(), platform.confirm('/account'), staff]) {
      await page.goto(scene.platform + path)
      await checkAccess(page)
    }
    await context.clearCookies()
    await page.goto(scene.platform + platform.signIn())
    await takenOver(page)
    await page.getByLabel('E-mail').fill(scene.owner.email)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible()
    await checkAccess(page)
    await page.getByRole('link', { name: 'Use a recovery code' }).click()
    await expect(page.getByLabel('Recovery code')).toBeVisible()
    await checkAccess(page)
  }
})
