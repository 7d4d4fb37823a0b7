import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { urls } from '#app/urls.ts'
import { rootPath } from '#lib/paths.ts'
import { aSchool, openSchools } from '#tests/setup/kit.ts'
import { TestPrometheus } from '#tests/setup/prometheus.ts'
import { freePort, TestServer, until } from '#tests/setup/server.ts'

const run = promisify(execFile)
const RULES = rootPath('ops/prometheus')

let server: TestServer
let prometheus: TestPrometheus
beforeAll(async () => {
  const port = await freePort()
  server = await TestServer.start({ env: { METRICS_PORT: String(port) } })
  const schools = openSchools(server.dataDir, server.port)
  await aSchool(schools, 'weld')
  schools.close()
  prometheus = await TestPrometheus.start(`127.0.0.1:${port}`)
  await server.ask(server.host('weld'), urls.school.home())
  await server.ask(server.platform, urls.platform.home())
  // A rate needs two reads.
  await until('it has been read three times', async () => (await prometheus.query('count_over_time(up[1m]) >= 3')).length > 0)
})
afterAll(async () => {
  await prometheus.remove()
  await server.remove()
})

test('promtool takes the rules and the example of a configuration', async () => {
  const { stdout } = await run('promtool', ['check', 'rules', 'alerts.yml', 'outside.yml'], { cwd: RULES })
  expect(stdout).toMatch(/SUCCESS: \d+ rules found/)
  await run('promtool', ['check', 'config', 'prometheus.example.yml'], { cwd: RULES })
})

test('each alert that wakes somebody speaks when it should and is silent when it should be', async () => {
  const { stdout } = await run('promtool', ['test', 'rules', 'alerts.test.yml'], { cwd: RULES })
  expect(stdout).toContain('SUCCESS')
})

/** The sides of an expression without what they are compared to: what is left finds something whether or not all is well. */
const withoutThreshold = (expression: string): string[] =>
  expression.split(' and ').map((side) => side.replace(/ (==|<|>|>=|<=) [\d.]+$/, ''))

/** What only blackbox_exporter knows. */
const FROM_OUTSIDE = /\bprobe_/

test('each alert asks for numbers that the server has, and on a server that is well none speaks', async () => {
  const alerts = (await prometheus.alerts()).filter(({ query }) => !FROM_OUTSIDE.test(query))
  expect(alerts.length).toBeGreaterThan(20)
  for (const { name, query } of alerts) {
    for (const side of withoutThreshold(query)) {
      expect(side, `${name} compares with a number`).not.toBe(query)
      expect(await prometheus.query(side), `${name}: ${side}`).not.toEqual([])
    }
  }
  await until('each was asked', async () => (await prometheus.alerts()).every(({ health }) => health === 'ok'))
  expect((await prometheus.alerts()).filter(({ state }) => state === 'firing').map(({ name }) => name)).toEqual([])
})

const Dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) })),
})

test('each panel of the dashboard finds something to draw', async () => {
  const { panels } = Dashboard.parse(JSON.parse(readFileSync(rootPath('ops/grafana/lectern.json'), 'utf8')))
  expect(panels.length).toBeGreaterThan(20)
  for (const { title, targets } of panels) {
    for (const { expr } of targets) {
      const asked = expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*')
      // What went wrong has to go wrong first to have a route.
      if (/by \(route\).*5xx|5xx.*by \(route\)/.test(asked)) expect(await prometheus.query(asked), title).toBeDefined()
      else expect(await prometheus.query(asked), `${title}: ${asked}`).not.toEqual([])
    }
  }
})

test('a server that ends is known to be down', async () => {
  await server.end('SIGKILL')
  await until('LecternDown is on its way', async () =>
    (await prometheus.alerts()).some(({ name, state }) => name === 'LecternDown' && state !== 'inactive'),
  )
})
