import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ROOT } from '#lib/paths.ts'
import { sentence } from './sentences.ts'

const run = promisify(execFile)

/** The sentence as a process in that zone writes it. */
async function writtenIn(zone: string, language: string): Promise<string> {
  const script = `import { unpackError } from './app/locales/sentences.ts'
    console.log(unpackError('failures.sales.code_expired|{"expiresAt":${Date.UTC(2026, 2, 14, 23, 30)}}', '${language}'))`
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: ROOT,
    env: { ...process.env, TZ: zone },
  })
  return stdout.trim()
}

test('a moment in a sentence is the same day on the server, in the browser and on the printed card', async () => {
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago'])
    expect(await writtenIn(zone, 'en'), zone).toBe('This code expired on March 14, 2026. Ask the school for a new one.')
  expect(await writtenIn('Pacific/Kiritimati', 'de')).toContain('14. März 2026')
})

test('a sentence that depends on how many has its plurals alone', () => {
  expect(sentence('trash.restored', { count: 1 })).toBe('It is back where it was.')
  expect(sentence('trash.restored', { count: 3 })).toBe('3 things are back where they were.')
})
