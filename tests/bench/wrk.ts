import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'
import { isCode } from '#lib/errno.ts'
import { rootPath } from '#lib/paths.ts'
import { cpuSeconds } from './process-facts.ts'
import { BenchFailed, ToolMissing } from './report.ts'

const run = promisify(execFile)
const CONNECTIONS = 50

const Summary = z.object({
  requests: z.number(),
  duration: z.number(),
  bytes: z.number(),
  connect: z.number(),
  read: z.number(),
  write: z.number(),
  timeout: z.number(),
  /** Answers of 400 and above. */
  status: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
})

export interface Load {
  readonly server: { readonly port: number; readonly pid: number }
  readonly path: string
  readonly seconds: number
  readonly headers: Readonly<Record<string, string>>
  /** A file of Host headers, one a line, that are asked in turn. */
  readonly hosts?: string
}

export interface Measured {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Bytes of one answer, head and body. */
  readonly answerBytes: number
  /** CPU the server itself spent on one answer, milliseconds: told apart from whatever else the machine was doing. */
  readonly cpuMs: number
}

/**
 * Fifty connections that ask again as soon as they are answered.
 * @throws BenchFailed when one answer was an error, ToolMissing where there is no wrk
 */
export async function wrk({ server, path, seconds, headers, hosts }: Load): Promise<Measured> {
  const args = [
    '-t1',
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    '--timeout',
    '10s',
    '-s',
    rootPath('tests/bench', hosts ? 'wrk-hosts.lua' : 'wrk-report.lua'),
  ]
  for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}: ${value}`)
  const url = `http://127.0.0.1:${server.port}${path}`
  const before = cpuSeconds(server.pid).own
  const { stdout } = await run('wrk', [...args, url, ...(hosts ? ['--', hosts] : [])]).catch((error: unknown) => {
    throw isAbsent(error) ? new ToolMissing('wrk makes the load and is not here: apt-get install wrk') : error
  })
  const cpu = cpuSeconds(server.pid).own - before
  const measured = Summary.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
  const { requests, duration, bytes, p50, p95, p99, ...errors } = measured
  const wrong = Object.entries(errors).filter(([, count]) => count > 0)
  if (wrong.length) throw new BenchFailed(`${url} under load: ${wrong.map(([kind, count]) => `${count} ${kind} errors`).join(', ')}`)
  if (!requests) throw new BenchFailed(`${url} under load: not one answer in ${seconds} s`)
  return {
    ...{ p50: p50 / 1000, p95: p95 / 1000, p99: p99 / 1000 },
    perSecond: requests / (duration / 1e6),
    answerBytes: bytes / requests,
    cpuMs: (cpu * 1000) / requests,
  }
}

export async function needWrk(): Promise<void> {
  // wrk -v says its version and ends with 1.
  await run('wrk', ['-v']).catch((error: unknown) => {
    if (isAbsent(error)) throw new ToolMissing('wrk makes the load and is not here: apt-get install wrk')
  })
}

const isAbsent = (error: unknown) => isCode(error, 'ENOENT')
