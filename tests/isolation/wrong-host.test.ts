import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '#tests/setup/server.ts'
import { wrongHostFindings } from './checks/routes.ts'
import { PROVIDERS_SET } from './kit/providers.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server({ env: PROVIDERS_SET })
})
afterAll(() => pair.close())

test('a route answers on its own kind of host alone, also its data, its action and its entry in the manifest', async () => {
  expect(await wrongHostFindings(server, pair)).toEqual([])
})
