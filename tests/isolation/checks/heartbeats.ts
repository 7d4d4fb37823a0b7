import { and, eq } from 'drizzle-orm'
import { urls } from '#app/urls.ts'
import { lessonRetention } from '#tenants/insights/lesson-retention.ts'
import { studentCoverage } from '#tenants/insights/student-coverage.ts'
import { lessonProgress } from '#tenants/learning/schema.ts'
import { type TestServer, until } from '#tests/setup/server.ts'
import type { Twin, Twins } from '../kit/twins.ts'

/** The same player, student and lesson in both schools: what is watched in one is not watched in the other. */
export async function heartbeatFindings(server: TestServer, { a, b, rows }: Twins): Promise<string[]> {
  const findings: string[] = []
  const player = 'one-player-two-schools'
  const beat = async (twin: Twin, seq: number, to: number) => {
    const body = JSON.stringify({ lessonId: rows.lesson.id, player, reports: [{ seq, covered: [[0, to]], position: to }] })
    const headers = { 'Content-Type': 'application/json', Origin: server.origin(server.host(twin.slug)) }
    const answer = await server.ask(server.host(twin.slug), urls.school.heartbeats(), {
      method: 'POST',
      body,
      headers,
      cookie: twin.studentCookie,
    })
    return answer.status === 200 ? (JSON.parse(answer.text) as { durable: number }).durable : -answer.status
  }
  const position = (twin: Twin) =>
    twin.tenant.read((db) =>
      db
        .select()
        .from(lessonProgress)
        .where(and(eq(lessonProgress.studentId, rows.student.id), eq(lessonProgress.lessonId, rows.lesson.id)))
        .get(),
    )?.position
  /** How far the student saw the film, and how far anybody did: single seconds, of one film in one lesson. */
  const seenTo = (twin: Twin) =>
    twin.tenant.read((db) => {
      const own = studentCoverage(db, rows.student.id, [{ id: rows.lesson.id, assetId: rows.film }]).get(rows.lesson.id)
      const curve = lessonRetention(db, rows.lesson.id, rows.film)
      return [own?.stretches.at(-1)?.to, curve?.steps.findLast(({ share }) => share > 0)?.to]
    })
  const before = position(b)
  const seenBefore = seenTo(b).join()
  await beat(a, 9, 41)
  await until('A’s report is durable', async () => (await beat(a, 9, 41)) === 9, 15_000)
  if (position(a) !== 41) findings.push(`A has ${position(a)} s where 41 were played`)
  if (position(b) !== before) findings.push(`what was played at A moved B to ${position(b)} s`)
  if (seenTo(a).join() !== '41,41') findings.push(`A’s film is seen to ${seenTo(a)} s where 41 were played`)
  if (seenTo(b).join() !== seenBefore) findings.push(`what was played at A moved B’s curve to ${seenTo(b)} s`)
  // B's player begins at 1: were the marks one, its report would be taken for an old one.
  const durable = await beat(b, 1, 17)
  if (durable !== 0) findings.push(`B’s player is told that ${durable} is durable, which is A’s`)
  if (durable === 0) await until('B’s report is durable', async () => (await beat(b, 1, 17)) === 1, 15_000)
  if (position(b) !== 17) findings.push(`B has ${position(b)} s where 17 were played`)
  if (seenTo(b).join() !== '17,17') findings.push(`B’s film is seen to ${seenTo(b)} s where 17 were played`)
  if (seenTo(a).join() !== '41,41') findings.push(`what was played at B moved A’s curve to ${seenTo(a)} s`)
  if (position(a) !== 41) findings.push(`what was played at B moved A to ${position(a)} s`)
  return findings
}
