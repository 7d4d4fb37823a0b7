import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { rootPath } from '#lib/paths.ts'

// There need not be a Docker on this machine; what the worker's image holds is run in pack-worker.full.test.ts.

test('all that the Dockerfile copies is there, and is let through to it', async () => {
  const dockerfile = await readFile(rootPath('Dockerfile'), 'utf8')
  const ignored = await readFile(rootPath('.dockerignore'), 'utf8')
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '))
  expect(copied).toContain('workers')
  for (const source of copied) {
    expect([source, existsSync(rootPath(source))]).toEqual([source, true])
    expect(ignored.split('\n')).toContain(`!${source}`)
  }
})
