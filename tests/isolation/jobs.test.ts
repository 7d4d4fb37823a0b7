import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '#tests/setup/server.ts'
import { jobFindings } from './checks/storage.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

test('two schools with the same job and asset ids each get their own picture', async () => {
  expect(await jobFindings(server, pair)).toEqual([])
})
