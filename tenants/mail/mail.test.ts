import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrive, beginAnew } from '#tenants/clones/begin-anew.ts'
import { mailSignInLink } from '#tenants/people/sign-in-link.ts'
import { addStudent } from '#tenants/people/students.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { sendMailHandler } from './handlers.ts'
import { draw } from './letter.ts'
import { letterLook } from './letter-look.ts'
import { mails } from './schema.ts'

const FACE = { accent: '#1f6f4a', fonts: 'newsreader-geist', corners: 'soft', logo: null } as const
const url = (path: string) => `https://madder.test${path}`
const HEAD = { name: 'Madder & Weld', url: url('/'), look: letterLook(FACE, url), locale: 'en' }
const LETTER = { subject: 'Hello', heading: 'Hello', paragraphs: ['A line.'], button: { label: 'Go on', url: url('/learn') } }

async function schoolWithALetter() {
  const school = await oneSchool()
  const student = await school.tenant.transact((tx) => addStudent(tx, { name: 'Ines', email: 'ines@student.test', passwordHash: '-' }, 0))
  await mailSignInLink(school.tenant, 'Ines@student.test')
  const [mail] = school.tenant.read((db) => db.select().from(mails).all())
  return { ...school, student, mail: mail! }
}

test('a letter is written from what is true when it is sent; nothing that could sign in stands in the file', async () => {
  const { tenant, mail } = await schoolWithALetter()
  const message = await sendMailHandler.prepare(tenant, { mailId: mail.id }, 'once-1')
  expect(message).toMatchObject({ id: `${mail.id}@madder.localhost`, to: { name: 'Ines', address: 'ines@student.test' } })
  const { text, html } = message as { text: string; html: string }
  const token = /\/link\/(\S+)/.exec(text)?.[1] ?? ''
  expect(html).toContain(token)
  expect(JSON.stringify(mail)).not.toContain(token)
})

test('whatever a name holds, the HTML of a letter is the letter: nothing of it becomes a tag or an attribute', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('"><script>alert(1)</script>', '<img src=x onerror=alert(1)>', "' onload='x"), (odd, evil) => {
      const name = odd + evil
      const { html } = draw(
        { subject: name, heading: name, paragraphs: [name], button: { label: name, url: `https://x.test/${name}` } },
        { ...HEAD, name },
      )
      expect(html).not.toMatch(/<script|<img/)
      expect(html.match(/<a /g)).toHaveLength(3)
    }),
  )
})

test('a copy of a school sends no letter of the other and knows none of its links; one that moves takes its unsent letters along', async () => {
  const { schools, tenant, mail } = await schoolWithALetter()
  const from = schools.pool.path(tenant.id)
  schools.pool.evict(tenant.id)
  const [copy, moved] = ['copy', 'moved'].map((name) => join(schools.env.dataDir, `${name}.db`)) as [string, string]
  for (const to of [copy, moved]) copyFileSync(from, to)
  await beginAnew(copy, { id: 'copy', name: 'Copy', event: { of: tenant.id, backup: 'b', from: 0 } }, 1)
  await arrive(moved, tenant.id, { backup: 'b', from: 0 }, 1)
  const all = (file: string, sql: string) => {
    const db = new Database(file, { readonly: true })
    const rows = db.prepare(sql).all()
    db.close()
    return rows
  }
  expect([...all(copy, 'SELECT * FROM mails'), ...all(copy, 'SELECT * FROM student_links'), ...all(copy, 'SELECT * FROM jobs')]).toEqual([])
  expect(all(moved, 'SELECT id FROM mails')).toEqual([{ id: mail.id }])
  expect(all(moved, 'SELECT kind, state, subject FROM jobs')).toEqual([{ kind: 'mail.send', state: 'waiting', subject: mail.id }])
})

test('a letter wears the fonts, the corners and the logo of its school, and any colour of it is read on white', () => {
  const dressed = { ...FACE, fonts: 'bricolage-dm-sans', corners: 'sharp', logo: { assetId: 'asset_1', widths: [640], ratio: 8 } } as const
  const { html } = draw(LETTER, { ...HEAD, look: letterLook(dressed, url) })
  expect(html).toMatch(/<h1 style="[^"]*'Bricolage Grotesque'[^"]*sans-serif/)
  expect(html).toContain('src="https://madder.test/icons/logo/asset_1.png" alt="Madder &amp; Weld" width="240" height="30"')
  expect(html).toContain('border-radius:0px')
  expect(draw(LETTER, HEAD).html).not.toContain('<img')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (colour) => {
      const { accent, ink } = letterLook({ ...FACE, accent: `#${colour.toString(16).padStart(6, '0')}` }, url)
      const [ground, text] = [accent, ink].map(luminance) as [number, number]
      expect((Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05)).toBeGreaterThanOrEqual(4.5)
      expect(1.05 / (ground + 0.05)).toBeGreaterThanOrEqual(4.5)
    }),
  )
})

/** WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
