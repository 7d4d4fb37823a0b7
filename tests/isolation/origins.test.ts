import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '#tests/setup/server.ts'
import { originFindings } from './checks/origins.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

test('a form of another site, a sibling school or no site at all changes nothing', async () => {
  expect(await originFindings(server, pair)).toEqual([])
})
