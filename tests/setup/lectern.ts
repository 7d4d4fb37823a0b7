import { spawn } from 'node:child_process'
import { rootPath } from '#lib/paths.ts'

export interface Said {
  readonly code: number | null
  readonly out: string
  readonly err: string
  readonly json: unknown
}

/** Runs the operator's command on a data folder, as a process of its own. `killAfter` ends it as the kernel would. Milliseconds. */
export function lectern(
  dataDir: string,
  args: readonly string[],
  {
    input = '',
    killAfter,
    port = 3000,
    env = {},
  }: { input?: string; killAfter?: number; port?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<Said> {
  const child = spawn(rootPath('bin/lectern'), args, {
    env: { ...process.env, NODE_ENV: 'test', DATA_DIR: dataDir, PORT: String(port), ...env },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  child.stdin.end(input)
  const end = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(end)
      resolve({ code, out, err, json: args.includes('--json') && out ? JSON.parse(out) : undefined })
    })
  })
}
