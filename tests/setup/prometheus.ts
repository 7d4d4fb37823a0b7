import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootPath } from '#lib/paths.ts'
import { freePort, until } from './server.ts'

interface Series {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

/** A real Prometheus with our rules, which reads one server every second. */
export class TestPrometheus {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(target: string): Promise<TestPrometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'lectern-prometheus-'))
    for (const rules of ['alerts.yml', 'outside.yml']) copyFileSync(rootPath('ops/prometheus', rules), join(folder, rules))
    const config = `
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [alerts.yml, outside.yml]
scrape_configs:
  - job_name: lectern
    static_configs: [{ targets: ['${target}'] }]
`
    await writeFile(join(folder, 'prometheus.yml'), config)
    const port = await freePort()
    const files = [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`]
    const child = spawn('prometheus', [...files, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'], { stdio: 'ignore' })
    const prometheus = new TestPrometheus(child, port, folder)
    await until('Prometheus answers', () =>
      prometheus
        .#get('/-/ready')
        .then((answer) => answer.ok)
        .catch(() => false),
    )
    return prometheus
  }

  /** What an expression finds now. Fails as Prometheus does when it cannot be read. */
  async query(expression: string): Promise<readonly Series[]> {
    const answer = await this.#get(`/api/v1/query?query=${encodeURIComponent(expression)}`)
    const said = (await answer.json()) as { status: string; error?: string; data: { result: readonly Series[] } }
    if (said.status !== 'success') throw new Error(`${expression}: ${said.error}`)
    return said.data.result
  }

  /** The rules as they were loaded. */
  async alerts(): Promise<readonly { readonly name: string; readonly query: string; readonly health: string; readonly state: string }[]> {
    const answer = await this.#get('/api/v1/rules?type=alert')
    const said = (await answer.json()) as {
      data: { groups: { rules: { name: string; query: string; health: string; state: string }[] }[] }
    }
    return said.data.groups.flatMap((group) => group.rules)
  }

  #get(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`)
  }

  async remove(): Promise<void> {
    if (this.child.exitCode === null) {
      const exited = once(this.child, 'exit')
      this.child.kill('SIGKILL')
      await exited
    }
    await rm(this.folder, { recursive: true, force: true })
  }
}
