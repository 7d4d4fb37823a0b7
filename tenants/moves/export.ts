import { z } from 'zod'
import { Failure } from '#lib/failure.ts'
import { Manifest } from '#tenants/backups/manifest.ts'

// What a school is on its way to another installation: a folder that holds `school.db.zst`, `objects/<key>` and, written last, `manifest.json`.

export const SCHOOL = 'school.db.zst'
export const MANIFEST = 'manifest.json'
export const OBJECTS = 'objects/'

export const MovedObject = z.object({ key: z.string(), size: z.number().int().nonnegative(), sha256: z.string() })
export type MovedObject = z.infer<typeof MovedObject>

/** Not signed: the key would be the other installation's. Checksums say that nothing was lost on the way, not who packed it. */
export const ExportManifest = z.object({
  format: z.literal(1),
  // Its id becomes a file's name and a place in storage.
  backup: Manifest.extend({ of: z.string().regex(/^[a-z0-9]{4,40}$/) }),
  plan: z.string(),
  objects: z.array(MovedObject),
})
export type ExportManifest = z.infer<typeof ExportManifest>

export class ExportRefused extends Failure {
  constructor(why: 'folder_taken' | 'not_whole' | 'foreign_schema') {
    super(`moves.${why}`, 409)
  }
}
