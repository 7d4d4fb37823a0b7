import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import routes from './routes.ts'

let vite: ViteDevServer
let cacheDir: string
beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'lectern-vite-'))
  // Nothing is prepared ahead: what a module imports keeps its name.
  const optimizeDeps = { noDiscovery: true, include: [], entries: [] }
  vite = await createServer({ server: { middlewareMode: true, ws: false, watch: null }, cacheDir, optimizeDeps, logLevel: 'error' })
})
afterAll(async () => {
  await vite.close()
  await rm(cacheDir, { recursive: true, force: true })
})

interface Route {
  readonly file: string
  readonly children?: readonly Route[] | undefined
}
const filesOf = (list: readonly Route[]): string[] => list.flatMap(({ file, children = [] }) => [file, ...filesOf(children)])

/** What a module of ours imports, as the dev server hands it to a browser. */
const IMPORT = /^(?:import|export)\s[^'"]*?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
const OURS = /^\/(?:app|tenants|integrations|lib)\//
/** Nothing of these runs in a browser. A build leaves them out by itself; development hands over what is written. */
const SERVER_ONLY = /@remix-run\/node|node:|__vite-browser-external|better-sqlite3|\.server\./

test('in development no page asks a browser to run what only a server can', async () => {
  const open = ['root.tsx', ...filesOf(await routes)].map((file) => `/app/${file}`)
  const seen = new Set(open)
  const wrong: string[] = []
  for (let url = open.pop(); url !== undefined; url = open.pop()) {
    const { code = '' } = (await vite.transformRequest(url)) ?? {}
    for (const [, fixed, lazy] of code.matchAll(IMPORT)) {
      const to = (fixed ?? lazy ?? '').replace(/[?].*$/, '')
      if (SERVER_ONLY.test(to)) wrong.push(`${url} → ${to}`)
      if (!OURS.test(to) || seen.has(to)) continue
      seen.add(to)
      open.push(to)
    }
  }
  expect(seen.size).toBeGreaterThan(400)
  expect(wrong).toEqual([])
})
