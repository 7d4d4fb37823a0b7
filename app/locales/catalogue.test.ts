import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT, rootPath } from '#lib/paths.ts'
import { catalogue } from './catalogue.ts'
import { en } from './en/index.ts'

const { exists } = catalogue('en')
const sourcesIn = (folder: string) =>
  readdirSync(rootPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => join(ROOT, folder, name))
const files = sourcesIn('app')

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

/** Where the code names what went wrong, and below which key its sentence stands. */
const NAMED: readonly (readonly [RegExp, string])[] = [
  [/\bsuper\(\s*'([a-z_]+\.[a-z_]+)'/g, 'failures.'],
  [/\bsuper\(\s*`([a-z_]+\.[a-z_]*)\$\{/g, 'failures.'],
  [/new RequestRefused\('([a-z_]+)'/g, 'failures.server.'],
  [/new PermanentFailure\(\s*'([a-z_]+\.[a-z_]+)'/g, 'jobs.reason.'],
  [/\bcode: '(jobs\.[a-z_]+)'/g, 'jobs.reason.'],
  [/'(forms\.[a-z_.]+)'/g, ''],
  [/\bsentence\('([a-z_.]+)'/g, ''],
]

test('every failure, every reason of a job and every word of a form has its sentence', () => {
  const missing: string[] = []
  let named = 0
  const all = Object.keys(flat(en))
  for (const file of ['app', 'tenants', 'workers', 'integrations', 'lib', 'bin'].flatMap(sourcesIn)) {
    const source = readFileSync(file, 'utf8')
    for (const [pattern, below] of NAMED) {
      for (const [text, name = ''] of source.matchAll(pattern)) {
        named++
        const key = below + name
        if (text.endsWith('${') ? !all.some((one) => one.startsWith(key)) : !has(key)) missing.push(`${file}: ${key}`)
      }
    }
  }
  expect(missing).toEqual([])
  expect(named).toBeGreaterThan(60)
})

/** Found by a name that is made at run time: a failure's code, the type of an event. */
const BY_CODE = /^(failures|audit\.did)\./

test('every sentence is said somewhere', () => {
  const source = ['app', 'bin']
    .flatMap(sourcesIn)
    .map((file) => (file.includes('/locales/en/') ? '' : readFileSync(file, 'utf8')))
    .join('\n')
  const begun = [...source.matchAll(/`([\w.]+\.[\w.]*)\$\{/g)].map((found) => found[1] ?? '')
  const isSaid = (key: string) =>
    BY_CODE.test(key) || ["'", '`'].some((quote) => source.includes(quote + key + quote)) || begun.some((start) => key.startsWith(start))
  const keys = Object.keys(flat(en)).map((key) => key.replace(/_(zero|one|other)$/, ''))
  expect(keys.filter((key) => !isSaid(key))).toEqual([])
})

test('no sentence is empty', () => {
  expect(Object.entries(flat(en)).filter(([, text]) => !text.trim())).toEqual([])
})

function flat(tree: object, at = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]): [string, string][] => {
      if (typeof value === 'string') return [[at + key, value]]
      return typeof value === 'object' && value ? Object.entries(flat(value, `${at}${key}.`)) : []
    }),
  )
}
