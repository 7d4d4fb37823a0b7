import { BenchFailed, type Finding, report, say, ToolMissing } from './report.ts'

// Whatever is measured logs nothing in between, in this process as in the shipped one.
process.env.LOG_LEVEL ??= 'warn'

const BENCHES: Readonly<Record<string, () => Promise<() => Promise<Finding>>>> = {
  page: async () => (await import('./page.ts')).page,
  lesson: async () => (await import('./lesson.ts')).lesson,
  tenants: async () => (await import('./tenants.ts')).tenants,
  heartbeats: async () => (await import('./heartbeats.ts')).heartbeats,
  upload: async () => (await import('./upload.ts')).upload,
  encode: async () => (await import('./encode.ts')).encode,
  'encode-early': async () => (await import('./encode-early.ts')).encodeEarly,
  segments: async () => (await import('./segments.ts')).segments,
  isolation: async () => (await import('./isolation.ts')).isolation,
  backup: async () => (await import('./backup.ts')).backup,
}

/** `npm run bench` measures everything, `npm run bench -- page` one thing. Ends with 1 when a figure misses its bar, 2 when a tool is missing. */
async function run(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((name) => !BENCHES[name])
  if (unknown.length) {
    say(`no such bench: ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}`)
    return 2
  }
  let allMeet = true
  for (const [name, load] of Object.entries(BENCHES)) {
    if (wanted.length && !wanted.includes(name)) continue
    try {
      const measure = await load()
      allMeet = report(await measure()) && allMeet
    } catch (error) {
      if (error instanceof ToolMissing) {
        say(error.message)
        return 2
      }
      allMeet = false
      say(`${name}: ${error instanceof BenchFailed ? error.message : error instanceof Error ? error.stack : String(error)}`)
      console.log(JSON.stringify({ bench: name, figure: null, failed: error instanceof Error ? error.message : String(error) }))
    }
  }
  return allMeet ? 0 : 1
}

process.exitCode = await run(process.argv.slice(2))
