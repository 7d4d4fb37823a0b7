import { pathToFileURL } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { rootPath } from '#lib/paths.ts'
import { type TestServer, until } from '#tests/setup/server.ts'
import { cacheFindings } from './checks/cache.ts'
import { heartbeatFindings } from './checks/heartbeats.ts'
import { hostFindings } from './checks/hosts.ts'
import { linkFindings } from './checks/links.ts'
import { logFindings } from './checks/logs.ts'
import { METRICS_TOKEN, metricsFindings } from './checks/metrics.ts'
import { originFindings } from './checks/origins.ts'
import { strangerFindings, wrongHostFindings } from './checks/routes.ts'
import { sessionFindings } from './checks/sessions.ts'
import { jobFindings } from './checks/storage.ts'
import { throttleFindings } from './checks/throttle.ts'
import { type Twins, twins } from './kit/twins.ts'

type Check = (server: TestServer, pair: Twins) => Promise<string[]>

let pair: Twins | undefined
afterEach(async () => {
  await pair?.close()
})

/**
 * What a check finds on a server that was broken on purpose before it started. A hole that shows only while both schools stand at the
 * same version is looked for again until the pictures the two are preparing at the start have settled.
 */
async function foundOn(hole: string, preload: string, check: Check, says: RegExp): Promise<string[]> {
  pair = await twins()
  const file = rootPath('tests/isolation/holes', preload)
  const server = await pair.server({
    env: { METRICS_TOKEN, HOLE: hole, HOLE_A: pair.a.tenant.id, HOLE_B: pair.b.tenant.id },
    node: preload.endsWith('.cjs') ? ['--require', file] : ['--import', pathToFileURL(file).href],
  })
  const both = pair
  return until(
    `a finding that says ${says}`,
    async () => {
      const findings = await check(server, both)
      return says.test(findings.join('\n')) && findings
    },
    30_000,
  )
}

const HOLES: [what: string, hole: string, preload: string, check: Check, says: RegExp][] = [
  ['one school’s file is opened for another', 'file', 'builtins.mjs', hostFindings, /shows .*amberfox.* of the other school/],
  ['any cookie is somebody’s session', 'session', 'sqlite.cjs', sessionFindings, /invented token: is let in/],
  ['staff of one school are staff of all', 'membership', 'sqlite.cjs', strangerFindings, /as staff of another school: .* shows amberfox/],
  ['any signature is right', 'seal', 'builtins.mjs', linkFindings, /a link of A at B, by the student with the same id: answered 200/],
  [
    'two schools keep their objects in one place',
    'storage',
    'builtins.mjs',
    jobFindings,
    /shows the picture of the other school|the picture is not served/,
  ],
  ['nobody looks where a form comes from', 'origin', 'builtins.mjs', originFindings, /from a sibling school answered/],
  ['the log tells everything', 'log', 'builtins.mjs', logFindings, /a student’s token is in the log/],
  ['routes are not told apart by host', 'routes', 'builtins.mjs', wrongHostFindings, /answered \d+, not 404/],
  ['marks of players are kept without their school', 'heartbeats', 'builtins.mjs', heartbeatFindings, /is A’s|moved B/],
  ['one cache of pages for all', 'cache', 'packages.mjs', cacheFindings, /is the other’s/],
  ['numbers are kept by host', 'numbers', 'packages.mjs', metricsFindings, /a word of A is in the numbers.*by_host/],
  ['one counter of tries for all', 'throttle', 'builtins.mjs', throttleFindings, /the other school is locked out/],
]

test.each(HOLES)('the check catches a server where %s', async (_what, hole, preload, check, says) => {
  const findings = await foundOn(hole, preload, check, says)
  expect(findings.join('\n')).toMatch(says)
})
