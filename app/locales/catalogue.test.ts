import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, rootPath } from '#lib/paths.ts'
import { catalogue } from './catalogue.ts'
import { en } from './en/index.ts'

const { exists } = catalogue('en')
const files = readdirSync(rootPath('app'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
  .map((name) => join(ROOT, 'app', name))

/** Every `t('…')`, and the fixed beginning of every t(`…${…}…`). */
function keysOf(source: string): { whole: string[]; begun: string[] } {
  const whole = [...source.matchAll(/\bt\(\s*'([^']+)'/g), ...source.matchAll(/\bt\([^'`)]*\? '([^']+)'/g)].map((found) => found[1] ?? '')
  const begun = [...source.matchAll(/\bt\(\s*`([^`$]*)\$\{/g)].map((found) => found[1] ?? '')
  return { whole, begun }
}

const has = (key: string) => exists(key) || exists(`${key}_other`)

test('every key that the code names has a sentence', () => {
  const missing: string[] = []
  let named = 0
  for (const file of files) {
    const { whole, begun } = keysOf(readFileSync(file, 'utf8'))
    named += whole.length
    for (const key of whole) if (!has(key)) missing.push(`${file}: ${key}`)
    for (const start of begun) if (!Object.keys(flat(en)).some((key) => key.startsWith(start))) missing.push(`${file}: ${start}…`)
  }
  expect(missing).toEqual([])
  expect(named).toBeGreaterThan(200)
})

test('no sentence is empty', () => {
  expect(Object.entries(flat(en)).filter(([, text]) => !text.trim())).toEqual([])
})

function flat(tree: object, at = ''): Record<string, string> {
  return Object.entries(tree).reduce<Record<string, string>>(
    (all, [key, value]) => ({
      ...all,
      ...(typeof value === 'string' ? { [at + key]: value } : typeof value === 'object' && value ? flat(value, `${at}${key}.`) : {}),
    }),
    {},
  )
}
