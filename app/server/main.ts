import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ServerBuild } from '@remix-run/node'
import type { ViteDevServer } from 'vite'
import { type Env, EnvRefused, readEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { diskTroubleOf } from '#tenants/database/disk-trouble.ts'
import { DiskTrouble, OutOfFiles } from '#tenants/database/failures.ts'
import { assetHandler } from './assets.ts'
import { closeServer } from './close-server.ts'
import { requestListener, type ServerParts } from './http.ts'
import { openMetrics } from './metrics/open-metrics.ts'
import { newServer } from './new-server.ts'
import { openPlatform, type Platform } from './platform.ts'
import { Readiness } from './readiness.ts'
import { refuseUnreadable } from './unreadable.ts'

export interface Running {
  readonly platform: Platform
  close(): Promise<void>
}

/** Starts the platform and answers on `server`. With `vite`, routes and styles are served from source. */
export async function start(env: Env, server: Server = newServer(), vite?: ViteDevServer): Promise<Running> {
  // Before any school is opened: Node reads all modules at once, and where descriptors are few there are none left for them.
  const parts = vite ? fromSource(vite) : await built()
  const platform = await openPlatform(env, log)
  const { schools, jobsTrouble } = platform
  const readiness = new Readiness({ registry: schools.registry, storage: schools.storage, jobsTrouble, log })
  const metrics = await openMetrics(env.metrics, { ...platform, readiness })
  refuseUnreadable(server, log)
  server.on(
    'request',
    requestListener({
      ...parts,
      schools,
      heartbeats: platform.heartbeats,
      deliveries: platform.deliveries,
      jobsTrouble,
      readiness,
      metrics,
    }),
  )
  if (!server.listening) {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(env.port, env.listenOn, resolve)
    })
  }
  const { port } = server.address() as AddressInfo
  log.info({ port, home: schools.platformOrigin, schools: schools.originOf('<slug>') }, 'listening')
  return {
    platform,
    async close() {
      await readiness.leave(env.drainMs)
      await closeServer(server)
      metrics?.close()
      await platform.close()
    },
  }
}

type BuildParts = Pick<ServerParts, 'loadBuild' | 'assets' | 'dev'>

async function built(): Promise<BuildParts> {
  const build = (await import('virtual:remix/server-build')) as ServerBuild
  return { loadBuild: () => Promise.resolve(build), assets: assetHandler() as ServerParts['assets'], dev: false }
}

function fromSource(vite: ViteDevServer): BuildParts {
  return {
    loadBuild: async () => (await vite.ssrLoadModule('virtual:remix/server-build')) as ServerBuild,
    assets: (req, res, next) => vite.middlewares(req, res, next),
    dev: true,
  }
}

/** `npm start`: runs until it is told to stop. */
async function run(): Promise<void> {
  const running = await start(readEnv())
  let stopping = false
  const stop = (signal: string) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopped uncleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
}

if (import.meta.env.PROD) {
  run().catch((error: unknown) => {
    const trouble = diskTroubleOf(error)
    if (error instanceof EnvRefused) console.error(error.message)
    else if (trouble instanceof OutOfFiles) log.fatal({ err: error }, 'could not start: this process may not open enough files (ulimit -n)')
    else if (trouble instanceof DiskTrouble) log.fatal({ err: error }, 'could not start: DATA_DIR cannot be written')
    else log.fatal({ err: error }, 'could not start')
    process.exit(1)
  })
}
