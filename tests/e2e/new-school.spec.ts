import { urls } from '#app/urls.ts'
import { aScene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// The address of a new school: looked up while it is typed, never taken out of somebody's hands.

test('an address that cannot be says so beside its field, and the form stays', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.platform.newSchool())
  await takenOver(page)
  const address = page.getByLabel('Address')
  for (const wrong of ['foo bar', 'foo.bar', 'a/b#c', 'a:b', '%']) {
    await address.fill('')
    await address.pressSequentially(wrong)
    await expect(page.getByText(/Use 3 to 40 letters, digits and dashes/)).toBeVisible()
  }
  await address.fill('foo bar')
  await page.getByRole('button', { name: 'foo-bar', exact: true }).click()
  await expect(address).toHaveValue('foo-bar')
  await expect(page.getByText(/foo-bar\..+ is free/)).toBeVisible()
})

test('a suggestion that comes late does not mix into what is being typed', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.platform.newSchool())
  await takenOver(page)
  const name = page.getByLabel('Name of the school')
  const address = page.getByLabel('Address')
  await name.pressSequentially('Bread & Salt')
  await expect(address).toHaveValue('bread-salt')
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/schools/address?name=*', async (route) => {
    await held
    await route.continue()
  })
  const asked = page.waitForRequest('**/schools/address?name=*')
  await name.pressSequentially(' Company')
  await asked
  const answered = page.waitForResponse('**/schools/address?name=*')
  await address.fill('f')
  answer()
  await answered
  await address.pressSequentially('lour')
  await expect(page.getByText(/flour\..+ is free/)).toBeVisible()
  await expect(address).toHaveValue('flour')
  await name.pressSequentially(' Ltd')
  await expect(address).toHaveValue('flour')
})
