import { realpathSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { absent } from '#lib/errno.ts'
import { KeyRefused } from './storage.ts'

/**
 * Our own folders below the root. `~` is in no key, so no object can ever stand in them or be hidden by them.
 * All of them are on the root's file system: a rename out of them is one step.
 */
export const TEMPORARY = '~tmp'
export const UPLOADS = '~uploads'

/**
 * The absolute path of `relative`, after making sure that no folder on the way is a symbolic link: a link may lead anywhere,
 * so none is followed, not even one that stays inside. The last name itself is not looked at: open it with O_NOFOLLOW.
 * @throws KeyRefused
 */
export async function placeOf(root: string, relative: string): Promise<string> {
  const path = join(root, relative)
  for (let folder = dirname(path); isInside(root, folder); folder = dirname(folder)) {
    const real = await realpath(folder).catch(absent)
    // What is not there yet cannot be a link: its nearest existing parent is what counts.
    if (real === undefined) continue
    if (real !== (await realpath(root)) + folder.slice(root.length)) throw new KeyRefused(relative)
    break
  }
  return path
}

/** `placeOf` for the two members of Storage that answer at once. */
export function placeOfSync(root: string, relative: string): string {
  const path = join(root, relative)
  for (let folder = path; isInside(root, folder); folder = dirname(folder)) {
    const real = realpathOrNothing(folder)
    if (real === undefined) continue
    if (real !== realpathSync(root) + folder.slice(root.length)) throw new KeyRefused(relative)
    break
  }
  return path
}

function realpathOrNothing(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch (error) {
    return absent(error)
  }
}

function isInside(root: string, folder: string): boolean {
  return folder === root || folder.startsWith(`${root}/`)
}
