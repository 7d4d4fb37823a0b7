import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { letterIn, lettersIn, mailboxMailer } from './mailbox.ts'
import { readLetter } from './read-letter.ts'

const PARTY = { name: 'Lectern', address: 'mail@lectern.test' }

test('a letter that was kept reads as it was written, and no other file of the machine can be asked for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-mailbox-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const mailer = mailboxMailer(folder)
  const to = { name: 'Tomás', address: 'tomas@staff.test' }
  const letter = { id: 'mail_1@lectern.test', from: PARTY, to, subject: 'Grüße', html: '<p>Äpfel</p>', text: 'Äpfel' }
  await mailer.send(letter, new AbortController().signal)
  const [name = ''] = await lettersIn(folder)
  const read = await readLetter((await letterIn(folder, name)) ?? Buffer.alloc(0))
  expect(read).toMatchObject({ subject: 'Grüße', from: 'Lectern <mail@lectern.test>', to: 'Tomás <tomas@staff.test>', text: 'Äpfel\n' })
  expect(read.html).toContain('<p>Äpfel</p>')
  expect(await letterIn(folder, '../../etc/passwd')).toBeUndefined()
})
