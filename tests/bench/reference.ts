import { mkdir, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { rootPath } from '#lib/paths.ts'
import { freePort } from '#tests/setup/server.ts'
import { ChildServer } from './child-server.ts'

/** Kept between runs; never committed. */
export const benchCache = (...parts: string[]) => rootPath('.cache', 'bench', ...parts)

/** Bundles a reference server of this folder and starts it under plain Node in production; `input` is the file it is told to read. */
export async function startReference(name: string, input: unknown): Promise<ChildServer> {
  await mkdir(benchCache(), { recursive: true })
  const outfile = benchCache(`${name}.js`)
  await build({
    entryPoints: [rootPath('tests/bench', `${name}.ts${name.startsWith('lesson') ? 'x' : ''}`)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
    plugins: [
      {
        name: 'styles-are-not-rendered',
        setup(bundler) {
          bundler.onResolve({ filter: /\.css(\?url)?$/ }, ({ path }) => ({ path, namespace: 'style' }))
          bundler.onLoad({ filter: /.*/, namespace: 'style' }, () => ({ contents: 'export default "/assets/styles.css"' }))
        },
      },
    ],
  })
  const given = benchCache(`${name}.json`)
  await writeFile(given, JSON.stringify(input))
  const port = await freePort()
  return ChildServer.start(port, [outfile], { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', PORT: String(port), INPUT: given })
}
