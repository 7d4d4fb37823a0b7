import { Failure } from '#lib/failure.ts'
import { lookInto } from '#tenants/database/look-into.ts'
import type { Schools } from '#tenants/schools.ts'
import type { School } from './schema.ts'

/** The file of a school in quarantine is still not whole; `found` says what is wrong with it. */
export class StillBroken extends Failure {
  constructor(found: string) {
    super('school.still_broken', 409, { found })
  }
}

/**
 * Lets a school out of quarantine once its file is whole, whoever mended or restored it. Its jobs go on.
 * Reads the whole file: for the command line, not for a request.
 * @throws StillBroken
 */
export function endQuarantine(all: Schools, school: School): void {
  const wrong = faultsOf(all.pool.path(school.id))
  if (wrong) throw new StillBroken(wrong)
  all.registry.endQuarantine(school.id)
}

/** What is wrong with a school's file, or nothing. */
function faultsOf(file: string): string | undefined {
  try {
    const said = lookInto(file, (db) => db.all<{ integrity_check: string }>('PRAGMA integrity_check(5)'))
    const faults = said.map((row) => row.integrity_check).join('; ')
    return faults === 'ok' ? undefined : faults
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
