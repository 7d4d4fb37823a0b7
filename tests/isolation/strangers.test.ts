import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '#tests/setup/server.ts'
import { strangerFindings } from './checks/routes.ts'
import { PROVIDERS_SET } from './kit/providers.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server({ env: PROVIDERS_SET })
})
afterAll(() => pair.close())

test('nobody, students and staff of another school are refused by every route itself, and nothing is written', async () => {
  expect(await strangerFindings(server, pair)).toEqual([])
})
