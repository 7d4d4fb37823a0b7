import { urls } from '#app/urls.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { marksIn } from '../kit/canaries.ts'
import type { Twins } from '../kit/twins.ts'

/** The same paths of both schools, asked in turns until both are prepared: each gets its own, in every encoding and state. */
export async function cacheFindings(server: TestServer, { a, b, rows }: Twins): Promise<string[]> {
  const findings: string[] = []
  const etags = new Map<string, string>()
  for (const round of [1, 2, 3]) {
    for (const [mine, other] of [
      [a, b],
      [b, a],
    ] as const) {
      for (const path of [urls.school.home(), urls.school.course(rows.course.slug)]) {
        for (const cookie of [undefined, mine.studentCookie, other.studentCookie]) {
          const { text, status, headers } = await server.ask(server.host(mine.slug), path, cookie ? { cookie } : {})
          if (status !== 200 || !marksIn(text, mine.word).length)
            findings.push(`round ${round}: ${mine.slug}${path} is not its own (${status})`)
          if (marksIn(text, other.word).length) findings.push(`round ${round}: ${mine.slug}${path} is the other’s`)
          if (headers['set-cookie']) findings.push(`${mine.slug}${path} is prepared and sets a cookie`)
          if (/public|s-maxage/.test(headers['cache-control'] ?? '')) findings.push(`${mine.slug}${path} may be kept by others`)
          etags.set(`${mine.slug} ${path}`, String(headers.etag))
        }
      }
    }
  }
  const foreign = etags.get(`${a.slug} /`)
  const { status } = await server.ask(server.host(b.slug), '/', { headers: { 'If-None-Match': String(foreign) } })
  if (status !== 200) findings.push(`B answered ${status} to the tag of A’s page`)
  return findings
}
