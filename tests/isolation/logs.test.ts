import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '#tests/setup/server.ts'
import { logFindings } from './checks/logs.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

test('no cookie, token, password, code or e-mail is written into the log', async () => {
  expect(await logFindings(server, pair)).toEqual([])
})
