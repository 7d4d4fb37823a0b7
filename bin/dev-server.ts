import { execFileSync } from 'node:child_process'
import { relative } from 'node:path'
import { createServer as createVite } from 'vite'
import type * as Main from '#app/server/main.ts'
import { newServer } from '#app/server/new-server.ts'
import { readEnv } from '#lib/env.ts'
import { ROOT, rootPath } from '#lib/paths.ts'
import type * as Demo from './demo.ts'

// Serves from source: routes and styles reload in the browser, a change in the core restarts the platform in this process.

process.env.LOG_LEVEL ??= 'warn'
const env = readEnv()
execFileSync(process.execPath, [rootPath('bin/build-bin.js')], { stdio: 'inherit' })
const server = newServer()
const vite = await createVite({ root: ROOT, server: { middlewareMode: true, hmr: { server } }, logLevel: 'warn' })

const CORE = /^(tenants|workers|integrations|lib|migrations|app\/server)\//

/** Through Vite as well, so that it shares the platform's modules. */
const demoModule = async () => (await vite.ssrLoadModule('/bin/demo.ts')) as typeof Demo

async function boot(): Promise<Main.Running> {
  const main = (await vite.ssrLoadModule('/app/server/main.ts')) as typeof Main
  const running = await main.start(env, server, vite)
  const demo = await demoModule()
  await demo.ensureDemo(running.platform.schools)
  return running
}

let running = boot()
let restarting: NodeJS.Timeout | undefined

vite.watcher.on('change', (file) => {
  if (!CORE.test(relative(ROOT, file)) || file.endsWith('.test.ts')) return
  clearTimeout(restarting)
  restarting = setTimeout(() => {
    running = running.then(async (old) => {
      server.removeAllListeners('request')
      await old.platform.close()
      vite.moduleGraph.invalidateAll()
      execFileSync(process.execPath, [rootPath('bin/build-bin.js')], { stdio: 'inherit' })
      console.log(`${relative(ROOT, file)} changed: restarted`)
      return boot()
    })
  }, 150)
})

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  server.closeAllConnections()
  await (await running).close()
  await vite.close()
  process.exit(0)
}
process.on('SIGINT', () => void stop())
process.on('SIGTERM', () => void stop())

const { platform } = await running
console.log((await demoModule()).welcome(platform.schools))
