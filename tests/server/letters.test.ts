import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { mails } from '#tenants/mail/schema.ts'
import { hashPassword } from '#tenants/people/passwords.ts'
import { addStudent } from '#tenants/people/students.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aSchool, openSchools } from '#tests/setup/kit.ts'
import { TestServer, until } from '#tests/setup/server.ts'
import { linkIn, smtpServer, type TestSmtp } from '#tests/setup/smtp.ts'

let dataDir: string
let schools: Schools
let server: TestServer
let smtp: TestSmtp
let madder: Tenant

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-letters-'))
  smtp = await smtpServer()
  schools = openSchools(dataDir)
  madder = (await aSchool(schools, 'madder')).tenant
  const woad = (await aSchool(schools, 'woad')).tenant
  const passwordHash = await hashPassword('madder and weld')
  for (const tenant of [madder, woad])
    await tenant.transact((tx) => {
      for (const name of ['Ines', 'Tomás', 'Aiko'])
        addStudent(tx, { name, email: `${name.normalize('NFD').replace(/\W/g, '').toLowerCase()}@student.test`, passwordHash }, 0)
      return undefined
    })
  server = await TestServer.start({ dataDir, env: { SMTP_URL: smtp.url, MAIL_FROM: 'letters@lectern.test' } })
})
afterAll(async () => {
  await server.end()
  await smtp.close()
  await schools.pool.migrationsSettled()
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})

const ask = (email: string, slug = 'madder') =>
  server.ask(server.host(slug), urls.school.signIn(), { form: { intent: 'link', email, password: '' } })
const press = (link: URL, slug = 'madder') => server.ask(server.host(slug), link.pathname, { form: {} })

test('a link to sign in arrives in the school’s name, on its host, waits for a press of its button, and works once', async () => {
  const answer = await ask('ines@student.test')
  expect(answer.status).toBe(200)
  expect(answer.text).toContain('is on its way')
  const mail = await smtp.letterTo('ines@student.test')
  expect(mail).toMatchObject({ from: { name: 'School madder', address: 'letters@lectern.test' }, subject: 'Sign in to School madder' })
  const link = linkIn(mail)
  expect(mail.html).toContain(`href="${link}"`)
  expect(link.host).toMatch(/^madder\.localhost/)

  // Scanners of mail open what they see; a HEAD and a GET use nothing up.
  for (const _ of [1, 2]) expect((await server.ask(server.host('madder'), link.pathname)).text).toContain('Go to my courses')
  expect((await press(link, 'woad')).status).toBe(410)
  const pressed = await press(link)
  expect(pressed.status).toBe(302)
  const cookie = String(pressed.headers['set-cookie']).split(';')[0] ?? ''
  expect((await server.ask(server.host('madder'), urls.school.learn(), { cookie })).text).toContain('Ines')
  expect((await press(link)).status).toBe(410)
  expect(server.output).not.toContain(link.pathname.slice('/link/'.length))
})

test('whoever asks for an address that has no account gets the same answer, and no letter is written', async () => {
  const [known, unknown] = [await ask('aiko@student.test'), await ask('nobody@student.test')]
  const plain = (text: string) => text.replaceAll(/(aiko|nobody)@student\.test|nonce="[^"]*"|[0-9a-z]{32}/g, '')
  expect(unknown.status).toBe(known.status)
  expect(plain(unknown.text).length).toBe(plain(known.text).length)
  await smtp.letterTo('aiko@student.test')
  expect(madder.read((db) => db.select().from(mails).all()).filter(({ address }) => address !== null)).toEqual([])
  expect(smtp.received.filter(({ to }) => to === 'nobody@student.test')).toEqual([])
})

test('a mail server that is busy is asked again, and the letter comes once; one that refuses for good has it set aside with its reason', async () => {
  const before = smtp.received.length
  smtp.refuse(451, 1)
  await ask('tomas@student.test')
  await smtp.letterTo('tomas@student.test')
  await until('it is noted as sent', () => madder.read((db) => db.select().from(mails).all()).every(({ sentAt }) => sentAt !== null))
  expect(smtp.received).toHaveLength(before + 1)

  smtp.refuse(550, 1)
  await ask('tomas@student.test')
  const failed = await until('it is set aside', () =>
    madder.read((db) => db.select().from(mails).all()).find(({ failedAt }) => failedAt !== null),
  )
  expect(failed).toMatchObject({ reason: 'mail.refused', sentAt: null })
})
