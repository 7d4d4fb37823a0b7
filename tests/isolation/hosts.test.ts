import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestServer } from '#tests/setup/server.ts'
import { hostFindings } from './checks/hosts.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

test('no page of a school shows a word of another, whoever is signed in', async () => {
  expect(await hostFindings(server, pair)).toEqual([])
})
