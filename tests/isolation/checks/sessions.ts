import { urls } from '#app/urls.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { type Twins, tokenOf } from '../kit/twins.ts'

/** Who is signed in where: each session in its own school, on its own kind of host, and nowhere else. */
export async function sessionFindings(server: TestServer, { a, b }: Twins): Promise<string[]> {
  const findings: string[] = []
  const learn = urls.school.learn()
  const student = async (slug: string, cookie: string) => (await server.ask(server.host(slug), learn, { cookie })).status === 200
  const staff = async (slug: string, cookie: string) =>
    (await server.ask(server.platform, urls.dashboard.home(slug), { cookie })).status === 200
  const expectIs = async (what: string, is: Promise<boolean>, wanted: boolean) => {
    if ((await is) !== wanted) findings.push(`${what}: ${wanted ? 'is not let in' : 'is let in'}`)
  }
  await expectIs('a student at their own school', student(a.slug, a.studentCookie), true)
  await expectIs('staff at their own school', staff(a.slug, a.staffCookie), true)
  await expectIs('a student of A at B', student(b.slug, a.studentCookie), false)
  await expectIs('a student of B at A', student(a.slug, b.studentCookie), false)
  await expectIs('staff of B at A’s dashboard', staff(a.slug, b.staffCookie), false)
  await expectIs('a staff cookie on the school’s host', student(a.slug, a.staffCookie), false)
  await expectIs('a staff token in a student’s cookie', student(a.slug, `lectern-student=${tokenOf(a.staffCookie)}`), false)
  await expectIs('a student’s token in a staff cookie', staff(a.slug, `lectern-staff=${tokenOf(a.studentCookie)}`), false)
  const owns = async (slug: string, cookie: string) =>
    (await server.ask(server.host(slug), urls.school.accountExport(), { cookie })).status === 200
  await expectIs('a student at their own account', owns(a.slug, a.studentCookie), true)
  await expectIs('a student of A at the account of the same id at B', owns(b.slug, a.studentCookie), false)
  await expectIs('staff at a student’s account', owns(a.slug, `${a.staffCookie}; lectern-student=${tokenOf(a.staffCookie)}`), false)
  await expectIs('an invented token', student(a.slug, 'lectern-student=invented'), false)
  await expectIs('an invented staff token', staff(a.slug, 'lectern-staff=invented'), false)
  return findings
}
