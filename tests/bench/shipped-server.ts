import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { rootPath } from '#lib/paths.ts'
import type { Schools } from '#tenants/schools.ts'
import { openSchools } from '#tests/setup/kit.ts'
import { freePort } from '#tests/setup/server.ts'
import { ChildServer } from './child-server.ts'
import { ToolMissing } from './report.ts'

export interface Shipped {
  readonly server: ChildServer
  /** The same data folder, opened by this process too: to put in what is measured. */
  readonly schools: Schools
  /** The Host header of a school. */
  host(slug: string): string
  /** `kill -9`, and the same again on the same data folder. */
  crash(): Promise<void>
  stop(): Promise<void>
}

/** What `npm start` runs, with its flags and its environment, on a data folder and a port of its own. */
export async function startShipped(): Promise<Shipped> {
  const { env, args } = startCommand()
  if (!existsSync(args.at(-1) ?? '')) throw new ToolMissing('there is no build to measure: npm run build')
  const dataDir = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
  const port = await freePort()
  const own = { PORT: String(port), DATA_DIR: dataDir, HOST: '127.0.0.1', LOG_LEVEL: 'warn', NODE_OPTIONS: '' }
  const start = () => ChildServer.start(port, args, { ...process.env, ...env, ...own })
  let server = await start()
  const schools = openSchools(dataDir, port)
  return {
    get server() {
      return server
    },
    schools,
    host: (slug) => `${slug}.localhost:${port}`,
    async crash() {
      await server.stop('SIGKILL')
      server = await start()
    },
    async stop() {
      schools.close()
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** `NAME=value … node --flags script`, as package.json's start script says it. */
export function startCommand(): { env: Record<string, string>; args: string[] } {
  const { scripts } = z
    .object({ scripts: z.object({ start: z.string() }) })
    .parse(JSON.parse(readFileSync(rootPath('package.json'), 'utf8')))
  const words = scripts.start.split(/\s+/)
  const node = words.indexOf('node')
  const variables = words.slice(0, node)
  const args = words.slice(node + 1)
  if (node < 0 || !variables.every((word) => /^[A-Z_]+=\S*$/.test(word)) || !args.at(-1)?.endsWith('.js')) {
    throw new Error(`the start script is not of the form [NAME=value …] node [flags] <script>: ${scripts.start}`)
  }
  const env = Object.fromEntries(variables.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]))
  return { env, args: [...args.slice(0, -1), rootPath(args.at(-1) ?? '')] }
}
