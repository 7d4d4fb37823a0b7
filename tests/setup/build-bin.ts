import { execFileSync } from 'node:child_process'
import { rootPath } from '#lib/paths.ts'

/** Migrations and perform code run as their own processes, in tests as in production. */
export default function setup(): void {
  execFileSync(process.execPath, [rootPath('bin/build-bin.js')], { stdio: 'inherit' })
}
