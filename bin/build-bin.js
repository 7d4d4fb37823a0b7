// Bundles what runs as its own process (command line, migrations, perform children) into build/bin/.
// Dependencies stay in node_modules; the same files serve dev, tests and production.
import { build } from 'esbuild'

await build({
  entryPoints: {
    lectern: 'bin/lectern.ts',
    backup: 'tenants/backups/child.ts',
    migrate: 'tenants/database/migrate-child.ts',
    perform: 'workers/perform/child.ts',
    worker: 'workers/worker.ts',
  },
  outdir: 'build/bin',
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
})
