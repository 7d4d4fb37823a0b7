import { urls } from '#app/urls.ts'
import type { TestServer } from '#tests/setup/server.ts'
import type { Twins } from '../kit/twins.ts'

/** A form that another site sends with this site's cookie changes nothing. */
export async function originFindings(server: TestServer, { a, b }: Twins): Promise<string[]> {
  const findings: string[] = []
  const host = server.host(a.slug)
  const from: [string, Record<string, string>][] = [
    ['another site', { Origin: 'https://elsewhere.example' }],
    ['a sibling school', { Origin: server.origin(server.host(b.slug)) }],
    ['the platform', { Origin: server.origin(server.platform) }],
    ['an opaque origin', { Origin: 'null' }],
    ['the same host on another port', { Origin: `http://${a.slug}.localhost:1` }],
    ['a host that begins the same', { Origin: `http://${host}.elsewhere.example` }],
    ['something that is no origin', { Origin: 'http://' }],
    ['elsewhere, posing by X-Forwarded-Host', { Origin: 'https://elsewhere.example', 'X-Forwarded-Host': 'elsewhere.example' }],
  ]
  for (const [who, headers] of from) {
    for (const path of [urls.school.signOut(), `${urls.school.signOut()}.data`, urls.school.heartbeats()]) {
      const { status } = await server.ask(host, path, { form: { a: 'b' }, headers, cookie: a.studentCookie })
      if (status !== 403) findings.push(`${path} from ${who} answered ${status}`)
    }
  }
  const { status } = await server.ask(host, urls.school.learn(), { cookie: a.studentCookie })
  if (status !== 200) findings.push(`a form of another site signed the student out (${status})`)
  return findings
}
