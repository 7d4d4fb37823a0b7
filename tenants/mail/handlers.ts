import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { fail } from '#lib/failure.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { JobNotNeeded } from '#tenants/jobs/failures.ts'
import { defineHandler } from '#tenants/jobs/handler.ts'
import { students } from '#tenants/people/schema.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type Message, sendMail } from './jobs.ts'
import { draw } from './letter.ts'
import { letterLook } from './letter-look.ts'
import { letters } from './letters.ts'
import { mails } from './schema.ts'

export const sendMailHandler = defineHandler(sendMail, {
  prepare: (tenant, { mailId }) => tenant.read((db) => written(tenant, db, mailId)),
  settle(tx, { mailId }, _sent, _attempt, now) {
    tx.update(mails).set({ sentAt: now, failedAt: null, reason: null }).where(eq(mails.id, mailId)).run()
  },
  setAside(tx, { mailId }, reason, now) {
    tx.update(mails).set({ failedAt: now, reason }).where(eq(mails.id, mailId)).run()
  },
  takeUp(tx, { mailId }) {
    const mail = tx.select().from(mails).where(eq(mails.id, mailId)).get()
    if (!mail || mail.sentAt !== null) throw new JobNotNeeded()
    tx.update(mails).set({ failedAt: null, reason: null }).where(eq(mails.id, mailId)).run()
  },
})

/** A letter as it is when it is sent: the name, the address and the look of that moment. @throws Error when it or its reader is gone */
function written(tenant: Tenant, db: Reading, mailId: string): z.infer<typeof Message> {
  const mail = db.select().from(mails).where(eq(mails.id, mailId)).get() ?? fail(new Error(`mail ${mailId} is gone`))
  const student = mail.studentId ? db.select().from(students).where(eq(students.id, mail.studentId)).get() : undefined
  const address = mail.address ?? student?.email ?? fail(new Error(`mail ${mailId} has no reader`))
  const kind = letters.get(mail.letter) ?? fail(new Error(`no letter is called ${mail.letter}`))
  const face = schoolFace(db)
  const school = face.name
  const letter = kind.write({ tenant, db, school, student }, mail.data)
  const head = { name: school, url: tenant.url('/'), locale: face.locale, look: letterLook(face, (path) => tenant.url(path)) }
  return {
    id: `${mail.id}@${new URL(tenant.url('/')).hostname}`,
    from: { name: school, address: tenant.mailFrom },
    to: { name: student?.name ?? '', address },
    subject: letter.subject,
    ...draw(letter, head),
  }
}
