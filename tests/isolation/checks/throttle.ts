import { urls } from '#app/urls.ts'
import { PASSWORD } from '#tests/setup/kit.ts'
import type { TestServer } from '#tests/setup/server.ts'
import type { Twins } from '../kit/twins.ts'

const TRIES = 12

/** Wrong passwords shut one account of one school, and nobody else. */
export async function throttleFindings(server: TestServer, pair: Twins): Promise<string[]> {
  const findings: string[] = []
  const [a, b] = [server.host(pair.a.slug), server.host(pair.b.slug)]
  const mail = (word: string, row: number, local: string) => `${word}-students-email-${row}-${local}@student.test`
  const signIn = async (host: string, email: string, password: string) =>
    (await server.ask(host, urls.school.signIn(), { form: { email, password } })).status
  const sam = mail(pair.a.word, 1, 'sam')
  const tries: number[] = []
  for (let n = 0; n < TRIES; n++) tries.push(await signIn(a, sam, 'not the password'))
  if (!tries.includes(429)) findings.push(`${TRIES} wrong passwords and nobody minds: ${tries.join(' ')}`)
  if (tries[0] !== 401 && tries[0] !== 400) findings.push(`the first wrong password was answered with ${tries[0]}`)
  const allowed = async (what: string, status: Promise<number>) => {
    if ((await status) !== 302) findings.push(`${what} is locked out (${await status})`)
  }
  const locked = async (what: string, status: Promise<number>) => {
    if ((await status) !== 429) findings.push(`${what} is let through (${await status})`)
  }
  await locked('the right password after too many wrong ones', signIn(a, sam, PASSWORD))
  await locked('the same account written in capitals', signIn(a, sam.toUpperCase(), PASSWORD))
  await locked('the same school under another port', signIn(`${pair.a.slug}.localhost:1`, sam, PASSWORD))
  await allowed('another account of the school', signIn(a, mail(pair.a.word, 2, 'nell'), PASSWORD))
  await allowed('the student with the same id at the other school', signIn(b, mail(pair.b.word, 1, 'sam'), PASSWORD))
  await allowed('staff on the platform', signIn(server.platform, pair.a.owner.email, PASSWORD))
  return findings
}
