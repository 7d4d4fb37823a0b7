import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '#tests/setup/server.ts'
import { throttleFindings } from './checks/throttle.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

test('wrong passwords at one school or account lock nobody else', async () => {
  expect(await throttleFindings(server, pair)).toEqual([])
})
