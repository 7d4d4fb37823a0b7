// node bin/pack-worker.js <folder>: puts there what a worker needs to run, and nothing else: its two bundles, and of node_modules the
// packages they name with what those need, at the versions of the lock file. No database is among them. Run after `npm run build:bin`.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const bundles = ['worker', 'perform'].map((name) => join('build', 'bin', `${name}.js`))

/** Folders of packages, relative to the root. */
const packed = new Set()

/** Where Node finds a package that is named in `folder`; undefined when it is not installed. */
function find(name, folder) {
  for (let from = folder; ; from = dirname(from)) {
    const found = join(from, 'node_modules', name)
    if (existsSync(join(found, 'package.json'))) return found
    if (from === root) return undefined
  }
}

function pack(name, folder, isOptional) {
  const found = find(name, folder)
  if (!found && isOptional) return
  if (!found) throw new Error(`${name} is not installed, and ${relative(root, folder) || 'a worker'} needs it`)
  if (packed.has(relative(root, found))) return
  packed.add(relative(root, found))
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(found, 'package.json'), 'utf8'))
  for (const needed of Object.keys(optionalDependencies)) pack(needed, found, true)
  for (const needed of Object.keys(dependencies)) pack(needed, found, needed in optionalDependencies)
}

/** `sharp` of `from "sharp"`, `@scope/name` of `import("@scope/name/part")`. */
const named = (code) =>
  [...code.matchAll(/(?:from|import\()\s*"([^".][^"]*)"/g)]
    .map(([, what]) => what.split('/', what.startsWith('@') ? 2 : 1).join('/'))
    .filter((what) => !isBuiltin(what))

const [target] = process.argv.slice(2)
if (!target) throw new Error('say where to: node bin/pack-worker.js <folder>')
for (const bundle of bundles) for (const name of named(readFileSync(join(root, bundle), 'utf8'))) pack(name, root, false)
for (const bundle of bundles) cpSync(join(root, bundle), join(target, bundle))
for (const folder of packed) {
  // What is nested in a package is packed by itself, where it is needed.
  cpSync(join(root, folder), join(target, folder), {
    recursive: true,
    dereference: true,
    filter: (from) => !relative(join(root, folder), from).split('/').includes('node_modules'),
  })
}
mkdirSync(target, { recursive: true })
writeFileSync(join(target, 'package.json'), `${JSON.stringify({ name: 'lectern-worker', private: true, type: 'module' })}\n`)
