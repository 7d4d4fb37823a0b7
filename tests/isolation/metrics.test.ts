import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '#tests/setup/server.ts'
import { METRICS_TOKEN, metricsFindings, numbers } from './checks/metrics.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server({ env: { METRICS_TOKEN } })
})
afterAll(() => pair.close())

test('the numbers name no school, no host and nobody, and no visitor can make more of them', async () => {
  expect(await metricsFindings(server, pair)).toEqual([])
  // Numbers of nothing would name nobody either.
  expect(await numbers(server)).toMatch(/^lectern_http_requests_total\{kind="media",route="media",method="read",status="4xx"\} [1-9]/m)
})

test('a school’s host has no numbers, whatever is shown; without the token the platform’s has none either', async () => {
  const authorization = { Authorization: `Bearer ${METRICS_TOKEN}` }
  const unknown = await server.ask(server.platform, '/nothing-here')
  const bare = (text: string) => text.replaceAll(/nonce="[^"]*"|"nonce":"[^"]*"/g, '').replaceAll('/nothing-here', '/metrics').length
  const shown: Record<string, string>[] = [{}, { Authorization: 'Bearer another token' }, { Authorization: METRICS_TOKEN }]
  for (const headers of shown) {
    const answer = await server.ask(server.platform, '/metrics', { headers })
    expect([answer.status, bare(answer.text)], JSON.stringify(headers)).toEqual([404, bare(unknown.text)])
  }
  for (const { slug } of [pair.a, pair.b])
    expect((await server.ask(server.host(slug), '/metrics', { headers: authorization })).status).toBe(404)
  expect((await server.ask('elsewhere.test', '/metrics', { headers: authorization })).status).toBe(404)
})
