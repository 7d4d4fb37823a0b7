import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { PASSWORD } from '../setup/kit.ts'
import { aScene, signIn } from './scene.ts'
import { expect, test } from './setup.ts'

// Every form works before script arrives, so it works without any.

test.use({ javaScriptEnabled: false })

const submit = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()

test('a school, a course, a text, codes and a student, without a line of script', async ({ server, browser }) => {
  test.setTimeout(120_000)
  const context = await browser.newContext({ javaScriptEnabled: false })
  const mara = await context.newPage()
  const platform = server.origin(server.platform)
  await mara.goto(platform + urls.platform.signUp())
  await mara.getByLabel('Your name').fill('Mara Okafor')
  await mara.getByLabel('E-mail').fill('mara@without-script.test')
  await mara.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await submit(mara, 'Continue')
  // An address that is not to be had takes nothing of what was typed with it.
  await mara.getByLabel('Name of the school').fill('Plain Weave')
  await mara
    .getByLabel(/address/i)
    .first()
    .fill('admin')
  await submit(mara, 'Open the school')
  await expect(mara.getByText('This address is reserved for the platform.')).toBeVisible()
  await expect(mara.getByLabel(/address/i).first()).toHaveValue('admin')
  await expect(mara.getByLabel('Name of the school')).toHaveValue('Plain Weave')
  await expect(mara.getByRole('button', { name: 'admin-school' })).toBeVisible()
  await mara
    .getByLabel(/address/i)
    .first()
    .fill('plain-weave')
  await submit(mara, 'Open the school')
  // A look is tried on by pressing it; the colour of one's own is kept with it.
  await submit(mara, 'Orchard')
  await expect(mara.getByLabel('Colour as a code')).toHaveValue('#a63d2f')
  await mara.getByLabel('Colour as a code').fill('#1f5fae')
  await submit(mara, 'Use this look')
  await submit(mara, 'Make the course')
  await expect(mara.getByText('Please fill this in.')).toBeVisible()
  await mara.getByLabel('Outline').fill('The loom\n  Warp\n  Weft')
  await mara.getByRole('textbox', { name: 'Title' }).fill('A first cloth')
  await submit(mara, 'Make the course')
  await expect(mara).toHaveURL(/\/dashboard\/plain-weave$/)
  await submit(mara, 'Hide this list')
  await expect(mara.getByRole('heading', { name: 'From here to your first student' })).toHaveCount(0)
  await mara.goto(platform + urls.dashboard.help('plain-weave', 'codes'))
  await mara.getByRole('link', { name: /^Make access codes/ }).click()
  await expect(mara.getByRole('heading', { name: 'Make access codes' })).toBeVisible()

  await mara.goto(platform + urls.dashboard.newCourse('plain-weave'))
  await mara.getByLabel('Title').fill('Plain cloth')
  await mara.getByLabel('Price').fill('0')
  await mara.getByLabel('Outline').fill('Warp\nWeft')
  await submit(mara, 'Create course')
  await expect(mara.getByRole('heading', { name: 'Plain cloth' })).toBeVisible()
  const course = mara.url()
  await mara.getByRole('link', { name: 'Warp' }).click()
  await mara.getByLabel('Text of the lesson, as HTML').fill('<p>The warp is <strong>strong</strong>.</p>')
  await mara
    .locator('form', { has: mara.getByLabel('Text of the lesson, as HTML') })
    .getByRole('button', { name: 'Save' })
    .click()
  await expect(mara.getByText('The warp is strong.').first()).toBeVisible()
  await mara.goto(course)
  await submit(mara, 'Publish')
  // One lesson has no words yet: asked first, and published all the same.
  await expect(mara.getByText('1 of 2 lessons is empty. Publish anyway?')).toBeVisible()
  await submit(mara, 'Publish anyway')
  await expect(mara.getByText('Students see everything you have')).toBeVisible()

  await mara.getByRole('link', { name: 'More', exact: true }).click()
  await submit(mara, 'Take off the site')
  await expect(mara.getByText('Draft', { exact: true }).first()).toBeVisible()
  await submit(mara, 'Publish')
  // One lesson has no words yet: asked first, and published all the same.
  await expect(mara.getByText('1 of 2 lessons is empty. Publish anyway?')).toBeVisible()
  await submit(mara, 'Publish anyway')

  await mara.goto(`${course}/codes`)
  await mara.getByLabel('What they are for').fill('Paper cards')
  await mara.getByLabel('How many').fill('2')
  await submit(mara, 'Make codes')
  await expect(mara.getByRole('button', { name: /^Copy/ })).toHaveCount(0)
  const code = await mara
    .getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)
    .first()
    .innerText()

  const school = server.origin(server.host('plain-weave'))
  const ines = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
  await ines.goto(school + urls.school.redeem())
  await ines.getByLabel('Access code').fill(code)
  await submit(ines, 'Continue')
  await ines.getByLabel('Your name').fill('Ines Bakker')
  await ines.getByLabel('E-mail').first().fill('ines@without-script.test')
  await ines.getByLabel('Password', { exact: true }).first().fill(PASSWORD)
  await submit(ines, 'Open the course')
  await expect(ines.getByRole('heading', { name: 'Warp' })).toBeVisible()
  await expect(ines.getByText('The warp is strong.')).toBeVisible()
  await submit(ines, 'Mark as done')
  await expect(ines.getByText('1 of 2').first()).toBeVisible()
  await mara.context().close()
  await ines.context().close()
})

test('a wrong password keeps the e-mail and says so, without script', async ({ server, browser }) => {
  const scene = await aScene(server)
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(scene.platform + urls.platform.signIn())
  await page.getByLabel('E-mail').fill(scene.owner.email)
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await submit(page, 'Sign in')
  await expect(page.getByText('E-mail and password do not match an account here.').first()).toBeVisible()
  await expect(page.getByLabel('E-mail')).toHaveValue(scene.owner.email)
  await signIn(page, scene.platform, scene.owner.email)
  await context.close()
})
