import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { mails } from '#tenants/mail/schema.ts'
import { setAvatar } from '#tenants/people/profile.ts'
import type { Student } from '#tenants/people/schema.ts'
import { registerStudent } from '#tenants/people/students.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aSchool, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { type Answer, cookieOf, TestServer } from '#tests/setup/server.ts'
import { linkIn, smtpServer, type TestSmtp } from '#tests/setup/smtp.ts'

let dataDir: string
let schools: Schools
let server: TestServer
let smtp: TestSmtp
let madder: Tenant
const people = new Map<string, Student>()

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-account-'))
  smtp = await smtpServer()
  schools = openSchools(dataDir)
  madder = (await aSchool(schools, 'madder')).tenant
  const woad = (await aSchool(schools, 'woad')).tenant
  for (const tenant of [madder, woad])
    for (const name of ['Ines', 'Tomas', 'Aiko', 'Bram']) {
      const who = { name, email: `${name.toLowerCase()}@student.test`, password: PASSWORD }
      const { student } = await registerStudent(tenant, who, { userAgent: '', address: '127.0.0.1' })
      if (tenant === madder) people.set(name, student)
    }
  server = await TestServer.start({ dataDir, env: { SMTP_URL: smtp.url, MAIL_FROM: 'letters@lectern.test' } })
})
afterAll(async () => {
  await server.end()
  await smtp.close()
  await schools.pool.migrationsSettled()
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})

const send = (path: string, form: Record<string, string>, cookie?: string, slug = 'madder') =>
  server.ask(server.host(slug), path, { form, ...(cookie ? { cookie } : {}) })
const get = (path: string, cookie?: string, slug = 'madder') => server.ask(server.host(slug), path, cookie ? { cookie } : {})
const signIn = (email: string, password = PASSWORD, slug = 'madder') => send(urls.school.signIn(), { email, password }, undefined, slug)
const learns = async (cookie: string) => (await get(urls.school.learn(), cookie)).status === 200
const newLetter = async (to: string, subject: RegExp) => {
  for (let count = 1; ; count++) {
    const mail = await smtp.letterTo(to, count)
    const found = smtp.received.find((one) => one.to === to && subject.test(one.mail.subject ?? ''))
    if (found) return found.mail
    expect(mail).toBeDefined()
  }
}

test('a password that was forgotten is chosen anew by a letter: here signed in, elsewhere out, and told of', async () => {
  const before = cookieOf(await signIn('ines@student.test'))
  const asked = (email: string) => send(urls.school.signIn(), { intent: 'password', email, password: '' })
  const plain = ({ text }: Answer) => text.replaceAll(/(ines|none)@student\.test|nonce="[^"]*"|[0-9a-z]{32}/g, '').length
  const [known, unknown] = [await asked('ines@student.test'), await asked('none@student.test')]
  expect([known.status, plain(known)]).toEqual([unknown.status, plain(unknown)])
  const link = linkIn(await newLetter('ines@student.test', /new password/))
  expect((await get(link.pathname)).text).toContain('Choose a new password')
  expect((await send(link.pathname, { newPassword: 'short' })).text).toContain('at least 10 characters')
  expect((await send(link.pathname, { newPassword: 'weld and woad' }, undefined, 'woad')).status).toBe(410)
  expect(await learns(before)).toBe(true)
  const chosen = await send(link.pathname, { newPassword: 'weld and woad and madder' })
  expect([chosen.status, await learns(cookieOf(chosen)), await learns(before)]).toEqual([302, true, false])
  expect((await send(link.pathname, { newPassword: 'weld and woad and madder' })).status).toBe(410)
  await newLetter('ines@student.test', /was changed/)
  expect((await signIn('ines@student.test')).status).toBe(400)
  expect((await signIn('ines@student.test', PASSWORD, 'woad')).status).toBe(302)
})

test('another address is confirmed from there, signed in; the old one takes it back with one press', async () => {
  const cookie = cookieOf(await signIn('tomas@student.test'))
  const page = urls.school.accountSignIn()
  const wrong = await send(page, { intent: 'email', email: 'tomas@new.test', password: 'not mine' }, cookie)
  expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('not the password of your account')])
  expect(wrong.text).not.toContain('not mine')
  expect((await send(page, { intent: 'email', email: 'tomas@new.test', password: PASSWORD }, cookie)).status).toBe(200)
  await newLetter('tomas@student.test', /Another e-mail/)
  const link = linkIn(await newLetter('tomas@new.test', /Confirm/))
  const stranger = await send(link.pathname, {})
  expect([stranger.status, stranger.headers.location]).toEqual([302, urls.school.signIn(link.pathname)])
  expect((await send(link.pathname, {}, cookie)).headers.location).toBe(urls.school.accountEmailChanged())
  expect((await signIn('tomas@new.test')).status).toBe(302)
  const back = linkIn(await newLetter('tomas@student.test', /was changed/))
  expect((await get(back.pathname)).text).toContain('Take it back')
  expect((await send(back.pathname, {})).text).toContain('Your account is yours again')
  expect(await learns(cookie)).toBe(false)
  const fresh = linkIn(await newLetter('tomas@student.test', /Choose a new password/))
  expect((await send(fresh.pathname, { newPassword: 'weld and woad and madder' })).status).toBe(302)
  expect((await signIn('tomas@student.test', 'weld and woad and madder')).status).toBe(302)
})

test('a sign-in from a new browser is told of by letter', async () => {
  const answer = await server.ask(server.host('madder'), urls.school.signIn(), {
    form: { email: 'bram@student.test', password: PASSWORD },
    headers: { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' },
  })
  expect(answer.status).toBe(302)
  expect((await newLetter('bram@student.test', /new sign-in/)).text).toContain('Firefox on Linux')
})

test('who is locked out is told of the letter that lets them in', async () => {
  let last = await signIn('bram@student.test', 'wrong')
  for (let n = 0; n < 10 && last.status !== 429; n++) last = await signIn('bram@student.test', 'wrong')
  expect([last.status, last.text]).toEqual([429, expect.stringContaining('Have a link mailed to you')])
  await send(urls.school.signIn(), { intent: 'link', email: 'bram@student.test', password: '' })
  const link = linkIn(await newLetter('bram@student.test', /^Sign in/))
  expect(await learns(cookieOf(await send(link.pathname, {})))).toBe(true)
})

test('a face is for who is signed in to its school, and no picture is refused', async () => {
  const aiko = people.get('Aiko')!
  const picture = await sharp({ create: { width: 900, height: 400, channels: 3, background: '#a33' } })
    .png()
    .toBuffer()
  await setAvatar(madder, aiko.id, picture)
  await expect(setAvatar(madder, aiko.id, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).rejects.toMatchObject({
    code: 'people.avatar_unreadable',
  })
  const cookie = cookieOf(await signIn('aiko@student.test'))
  const path = /\/avatars\/[^"]+\.webp/.exec((await get(urls.school.account(), cookie)).text)?.[0] ?? ''
  const face = await get(path, cookie)
  expect([face.status, face.headers['cache-control']]).toEqual([200, expect.stringContaining('private')])
  expect(await sharp(face.body).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 })
  const inWoad = cookieOf(await signIn('aiko@student.test', PASSWORD, 'woad'))
  const others = [get(path), get(path, inWoad), get(path, inWoad, 'woad'), server.ask(server.platform, path, { cookie })]
  for (const { status } of await Promise.all(others)) expect(status).toBe(404)
})

test('an account that is to go is signed out at once, and comes back by signing in', async () => {
  const cookie = cookieOf(await signIn('aiko@student.test'))
  expect((await send(urls.school.accountData(), { password: 'wrong' }, cookie)).status).toBe(400)
  const mine = await get(urls.school.accountExport(), cookie)
  expect(mine.headers['content-disposition']).toContain('attachment')
  expect(JSON.parse(mine.text)).toMatchObject({ school: 'madder', account: { email: 'aiko@student.test' } })
  const gone = await send(urls.school.accountData(), { password: PASSWORD }, cookie)
  expect([gone.status, await learns(cookie)]).toEqual([302, false])
  expect((await get(gone.headers.location ?? '')).text).toContain('Your account will be deleted on')
  await newLetter('aiko@student.test', /will be deleted/)
  expect(await learns(cookieOf(await signIn('aiko@student.test')))).toBe(true)
  await newLetter('aiko@student.test', /stays/)
  expect(madder.read((db) => db.select().from(mails).all()).filter(({ failedAt }) => failedAt !== null)).toEqual([])
})
