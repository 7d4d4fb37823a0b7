import type { AppLoadContext } from '@remix-run/node'
import type { Person } from '#tenants/registry/schema.ts'

/** What stands above printed recovery codes: whose they are, where they work, and of which day. */
export const codesAbout = ({ lectern }: AppLoadContext, { email }: Person, now = Date.now()) => ({
  email,
  host: new URL(lectern.schools.platformOrigin).host,
  day: new Date(now).toISOString().slice(0, 10),
})
