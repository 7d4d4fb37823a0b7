import { urls } from '#app/urls.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { PASSWORD } from '#tests/setup/kit.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { MASTER, type Twins, tokenOf } from '../kit/twins.ts'

/** A whole run of what people do, right and wrong, with everything that must not be written down. */
export async function logFindings(server: TestServer, pair: Twins): Promise<string[]> {
  const { a, b, rows } = pair
  const host = server.host(a.slug)
  const token = mediaToken(a.tenant, { a: rows.film, l: rows.lesson.id, c: rows.course.slug, s: rows.student.id, as: 'student' })
  const part = a.tenant.seal('upload-part', { u: 'upload_x', number: 1, size: 3, sha256: 'x', e: Date.now() + 60_000 })
  const wrong = 'the wrong password of somebody'
  const mail = 'somebody.at.home@mail.test'
  const code = a.codes[0] ?? ''
  const { school, platform } = urls
  await server.ask(host, school.signIn(), { form: { email: mail, password: wrong } })
  await server.ask(host, school.signIn(`/?${code}`), { form: { email: mail, password: PASSWORD }, cookie: a.studentCookie })
  await server.ask(server.platform, platform.signUp(), { form: { name: 'Somebody', email: mail, password: PASSWORD } })
  await server.ask(server.platform, platform.signUp(), { form: { name: 'Somebody', email: mail, password: wrong } })
  await server.ask(host, school.redeem(code), { form: { code, email: mail, password: wrong, name: 'Somebody' } })
  await server.ask(host, school.redeem(code))
  await server.ask(host, school.media(token, MASTER), { cookie: b.studentCookie })
  await server.ask(host, school.media(token, MASTER), { method: 'POST', form: {}, cookie: a.studentCookie })
  await server.ask(server.platform, urls.uploadPart(a.tenant.id, part), { method: 'PUT', body: 'abc', cookie: a.staffCookie })
  await server.ask(server.platform, urls.uploadPart(b.tenant.id, part), { method: 'PUT', body: 'abc', cookie: a.staffCookie })
  await server.ask(server.platform, urls.dashboard.media(a.tenant.id, token, MASTER), { cookie: b.staffCookie })
  await server.ask(server.platform, urls.dashboard.people(a.slug, { search: mail }), { cookie: a.staffCookie })
  await server.ask(host, school.heartbeats(), {
    method: 'POST',
    body: `{"${mail}`,
    cookie: a.studentCookie,
    headers: { Origin: server.origin(host) },
  })
  await server.ask(host, school.signOut(), { form: {}, cookie: a.strangerCookie })
  const secrets: Record<string, string> = {
    ...{
      'a password': PASSWORD,
      'a wrong password': wrong,
      'an e-mail': mail,
      'an e-mail in a link': encodeURIComponent(mail),
      'a code': code,
    },
    ...{ 'a student’s token': tokenOf(a.studentCookie), 'a token that ended': tokenOf(a.strangerCookie) },
    ...{ 'a staff token': tokenOf(a.staffCookie), 'a link to media': token, 'a link for a part': part },
  }
  return Object.entries(secrets).flatMap(([what, secret]) => {
    const line = server.output.split('\n').find((one) => one.includes(secret))
    return line ? [`${what} is in the log: ${line.slice(0, 200)}`] : []
  })
}
