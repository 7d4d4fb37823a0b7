import { and, asc, eq, gt, isNull, lte, or } from 'drizzle-orm'
import type { Message } from '#integrations/mail/mailer.ts'
import { fail } from '#lib/failure.ts'
import { linkPath } from '#lib/link-path.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { draw } from '#tenants/mail/letter.ts'
import { letterLook } from '#tenants/mail/letter-look.ts'
import type { Schools } from '#tenants/schools.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { DEFAULT_ACCENT } from './create-school.ts'
import type { Registry } from './registry.ts'
import { people, platformMails } from './schema.ts'
import { staffLetters } from './staff-letters.ts'

const PLATFORM = 'Lectern'
const PLATFORM_FACE = { accent: DEFAULT_ACCENT, fonts: 'newsreader-geist', corners: 'soft', logo: null } as const

const FIRST_PAUSE_MS = 5_000
const MOST_PAUSE_MS = 15 * 60_000
/** With those pauses most of a day: long enough for a mail server to be mended. */
const MOST_FAILURES = 90

export type StaffMail = typeof platformMails.$inferSelect

/** The letter cannot be written any more: its reader, its school or what it tells of is gone. */
export class LetterOutdated extends Error {
  override readonly name = 'LetterOutdated'
}

/** Letters to staff that are to be sent now, those that wait longest first. */
export function lettersDue(registry: Registry, most: number, now: number): StaffMail[] {
  const isOpen = and(isNull(platformMails.sentAt), isNull(platformMails.failedAt))
  // A time further off than any pause was said by a clock that has been set back since.
  const isDue = or(lte(platformMails.runAt, now), gt(platformMails.runAt, now + MOST_PAUSE_MS))
  return registry.read((db) =>
    db.select().from(platformMails).where(and(isOpen, isDue)).orderBy(asc(platformMails.runAt)).limit(most).all(),
  )
}

/** A letter as it is when it is sent: the names, the address and the look of that moment. @throws LetterOutdated, SchoolBroken */
export function writeStaffLetter(schools: Schools, mail: StaffMail): Message {
  const school =
    mail.schoolId === null ? undefined : (schools.registry.byId(mail.schoolId) ?? fail(new LetterOutdated('its school is gone')))
  const face = school && schools.openById(school.id).read(schoolFace)
  const url = school ? schools.siteOf(school) : schools.platformOrigin
  const { letter, person } = schools.registry.read((db) => textOf(schools, db, mail, school))
  const name = face?.name ?? PLATFORM
  const head = { name, url, locale: face?.locale ?? 'en', look: letterLook(face ?? PLATFORM_FACE, (path) => url + path) }
  return {
    id: `${mail.id}@${new URL(schools.platformOrigin).hostname}`,
    from: { name, address: schools.env.mail.from },
    to: { name: person?.name ?? '', address: mail.address ?? person?.email ?? fail(new LetterOutdated('it has no reader')) },
    subject: letter.subject,
    ...draw(letter, head),
  }
}

function textOf(schools: Schools, db: Reading, mail: StaffMail, school: ReturnType<Registry['byId']>) {
  const kind = staffLetters.get(mail.letter) ?? fail(new LetterOutdated(`no letter is called ${mail.letter}`))
  const person = mail.personId === null ? undefined : db.select().from(people).where(eq(people.id, mail.personId)).get()
  const link = (purpose: string, sealed: object) => schools.platformOrigin + linkPath(schools.seal(purpose, sealed))
  return { letter: kind.write({ db, school, person, link }, mail.data), person }
}

export const noteSent = (registry: Registry, { id }: StaffMail, now: number): Promise<unknown> =>
  registry.transact((tx) => tx.update(platformMails).set({ sentAt: now, reason: null }).where(eq(platformMails.id, id)).run())

/** Nobody tries again; an operator finds the reason in the row. */
export const setLetterAside = (registry: Registry, { id }: StaffMail, reason: string, now: number): Promise<unknown> =>
  registry.transact((tx) => tx.update(platformMails).set({ failedAt: now, reason }).where(eq(platformMails.id, id)).run())

/** Tried again after a pause that doubles; set aside after the last one. */
export function noteUnsent(registry: Registry, mail: StaffMail, reason: string, now: number): Promise<unknown> {
  const failures = mail.failures + 1
  if (failures >= MOST_FAILURES) return setLetterAside(registry, mail, reason, now)
  const pause = Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1))
  return registry.transact((tx) =>
    tx
      .update(platformMails)
      .set({ failures, reason, runAt: now + pause })
      .where(eq(platformMails.id, mail.id))
      .run(),
  )
}
