import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's root, wherever the running code was bundled to: the nearest folder above that holds `migrations/`. */
export const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)))

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'migrations', 'tenant'))) return folder
    if (folder === dirname(folder)) return process.cwd()
  }
}

export const rootPath = (...parts: string[]) => join(ROOT, ...parts)
