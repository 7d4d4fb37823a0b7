import { expect, test } from 'vitest'
import { type Mailer, MailRefused, type Message } from '#integrations/mail/mailer.ts'
import { postToStaff } from '#tenants/registry/post-to-staff.ts'
import { platformMails } from '#tenants/registry/schema.ts'
import { passwordChangedLetter } from '#tenants/registry/staff-letters.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { sendStaffLetters } from './staff-letters.ts'

const NEVER = new AbortController().signal

test('a letter that does not leave waits longer each time under one Message-ID, and holds up no other', async () => {
  const { schools, actor } = await oneSchool()
  const tried: Message[] = []
  const down = new Set(['first@staff.test'])
  const mailer: Mailer = {
    async send(message) {
      tried.push(message)
      if (message.to.address === 'never@staff.test') throw new MailRefused('550 no such mailbox')
      if (down.has(message.to.address)) throw new Error('451 busy')
    },
    close: () => {},
  }
  const addresses = ['first@staff.test', 'second@staff.test', 'never@staff.test']
  await schools.registry.transact((tx) => {
    for (const address of addresses) postToStaff(tx, { letter: passwordChangedLetter.name, personId: actor, address })
  })
  const rows = () => schools.registry.read((db) => db.select().from(platformMails).all())
  const row = (address: string) => rows().find((one) => one.address === address)!
  const start = Date.now()
  await sendStaffLetters(schools, mailer, NEVER, start)
  expect(row('second@staff.test').sentAt).not.toBeNull()
  expect(row('never@staff.test')).toMatchObject({ sentAt: null, failedAt: expect.any(Number) })
  expect(row('first@staff.test')).toMatchObject({ failures: 1, sentAt: null, failedAt: null })
  // Not before its pause is over, and then again: the next pause is longer.
  await sendStaffLetters(schools, mailer, NEVER, start)
  expect(tried).toHaveLength(3)
  await sendStaffLetters(schools, mailer, NEVER, row('first@staff.test').runAt)
  const { runAt, failures } = row('first@staff.test')
  expect([failures, runAt - Date.now() > 6_000]).toEqual([2, true])
  down.clear()
  await sendStaffLetters(schools, mailer, NEVER, runAt)
  expect(row('first@staff.test').sentAt).not.toBeNull()
  const ids = tried.filter(({ to }) => to.address === 'first@staff.test').map(({ id }) => id)
  expect([ids.length, new Set(ids).size]).toEqual([3, 1])
})
