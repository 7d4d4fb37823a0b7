/** Imports go one way: app and workers → tenants → integrations → lib (design: docs/decisions/0002). */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'lib-knows-nothing', severity: 'error', from: { path: '^lib/' }, to: { path: '^(app|workers|tenants|integrations)/' } },
    { name: 'integrations-over-lib', severity: 'error', from: { path: '^integrations/' }, to: { path: '^(app|workers|tenants)/' } },
    { name: 'tenants-over-integrations', severity: 'error', from: { path: '^tenants/' }, to: { path: '^(app|workers)/' } },
    {
      name: 'tenants-speak-no-http',
      comment: 'The core knows neither HTTP nor React.',
      severity: 'error',
      from: { path: '^tenants/' },
      to: { path: 'node_modules/(react|react-dom|express|@remix-run)/' },
    },
    {
      name: 'perform-has-no-database',
      comment: 'A worker image carries no better-sqlite3: perform code sees contracts and integrations only.',
      severity: 'error',
      from: { path: '^workers/perform/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(app|tenants)/', pathNot: '^tenants/[a-z]+/(jobs|ladder|attempt-objects)\\.ts$|^tenants/jobs/contract\\.ts$' },
    },
    {
      name: 'contracts-stay-thin',
      comment: 'A job contract travels to the workers, so it may import the contract shape, other contracts, lib and zod alone.',
      severity: 'error',
      from: { path: '^tenants/.+/jobs\\.ts$' },
      to: { path: '^(app|workers|tenants|integrations)/', pathNot: '^tenants/jobs/contract\\.ts$|^tenants/[a-z]+/(ladder|jobs)\\.ts$' },
    },
    { name: 'workers-not-app', severity: 'error', from: { path: '^workers/' }, to: { path: '^app/' } },
    {
      name: 'ui-is-presentational',
      severity: 'error',
      from: { path: '^app/ui/' },
      to: { path: '^(app/(platform|dashboard|school|api|server)|tenants|workers|integrations)/' },
    },
    {
      name: 'origins-apart',
      comment: 'Dashboard code never ships to a school’s host.',
      severity: 'error',
      from: { path: '^app/school/' },
      to: { path: '^app/(platform|dashboard)/' },
    },
    {
      name: 'app-asks-the-core',
      comment: 'What a row means, deleted ones above all, is said once, in tenants/.',
      severity: 'error',
      from: { path: '^app/', pathNot: '\\.test\\.tsx?$' },
      to: { path: 'node_modules/drizzle-orm/' },
    },
    {
      name: 'only-the-handle-opens-files',
      severity: 'error',
      from: { pathNot: '^(tenants|tests|bin)/' },
      to: { path: 'node_modules/better-sqlite3/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
}
