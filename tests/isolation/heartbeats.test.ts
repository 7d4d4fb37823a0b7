import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '#tests/setup/server.ts'
import { heartbeatFindings } from './checks/heartbeats.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

test('one player id in two schools is two players', async () => {
  expect(await heartbeatFindings(server, pair)).toEqual([])
})
