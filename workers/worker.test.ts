import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { rootPath } from '#lib/paths.ts'

// A worker's machine has no school's file and no secret of the platform, so its code must not ask for any.

const code = (name: string) => readFile(rootPath(`build/bin/${name}.js`), 'utf8')
const packages = (text: string) => new Set([...text.matchAll(/(?:from|import\()\s*"([^".][^"]*)"/g)].map(([, name]) => name))

test('neither the worker nor what it starts carries a database', async () => {
  for (const name of ['worker', 'perform']) {
    const named = packages(await code(name))
    expect(named.size, 'the pattern finds imports').toBeGreaterThan(3)
    expect([...named].filter((one) => one && /sqlite|drizzle|express|remix|react/.test(one))).toEqual([])
  }
  expect(packages(await code('lectern'))).toContain('better-sqlite3')
})

test('it asks for no secret of the platform', async () => {
  expect(await code('worker')).not.toMatch(/LECTERN_SECRET|DATA_DIR/)
})

test('without redis it says what is missing, and ends', async () => {
  const child = spawn(process.execPath, [rootPath('build/bin/worker.js')], { env: { ...process.env, REDIS_URL: '' }, stdio: 'pipe' })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const [code] = await once(child, 'close')
  expect([code, said]).toEqual([1, expect.stringContaining('REDIS_URL is missing')])
})
