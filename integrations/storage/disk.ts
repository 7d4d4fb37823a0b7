import { constants, mkdirSync, type Stats } from 'node:fs'
import { lstat, open, readdir, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { absent, isCode } from '#lib/errno.ts'
import { placeOf, placeOfSync, TEMPORARY, UPLOADS } from './disk-keys.ts'
import { diskMultipart } from './disk-multipart.ts'
import { writeFully, writeWhole } from './durable.ts'
import { ALLOWED, checkFolder, checkKey, checkPrefix, folderOf } from './keys.ts'
import { KeyRefused, NoColdClass, ObjectMissing, type RootStorage, type StoredObject } from './storage.ts'

/**
 * Object storage in a folder: an object is a plain file whose path is its key, so ffmpeg and a person can read it.
 * Several processes may use one root. Three things differ from S3: `a` and `a/b` cannot both be objects (the second is refused
 * with KeyRefused), content types are not kept, and files written into a `sink` count as objects from their first byte.
 * Symbolic links below the root are never followed and are no objects.
 */
export function diskStorage(folder: string): RootStorage {
  const root = resolve(folder)
  return {
    async put(key, body) {
      checkKey(key)
      const path = await placeOf(root, key)
      try {
        await writeWhole(root, path, async (file) => {
          let position = 0
          for await (const chunk of body instanceof Uint8Array ? [body] : bytesOf(body)) {
            await writeFully(file, chunk, position)
            position += chunk.length
          }
        })
      } catch (error) {
        throw isCode(error, 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY') ? new KeyRefused(key) : error
      }
      return (await this.stat(key)) ?? missing(key)
    },

    async get(key, range) {
      checkKey(key)
      const path = await placeOf(root, key)
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(linkIsAbsent)
      if (file === undefined) throw new ObjectMissing(key)
      const found = await file.stat()
      if (!found.isFile()) {
        await file.close()
        throw new ObjectMissing(key)
      }
      const { start, end } = range ?? { start: 0, end: found.size - 1 }
      const last = Math.min(end, found.size - 1)
      if (start < 0 || start > last) {
        await file.close()
        return { body: Readable.from([]), size: found.size }
      }
      return { body: file.createReadStream({ start, end: last, highWaterMark: READ_BYTES }), size: found.size }
    },

    async stat(key) {
      checkKey(key)
      const found = await lstat(await placeOf(root, key)).catch(absent)
      return found?.isFile() ? objectOf(key, found) : undefined
    },

    list(prefix) {
      checkPrefix(prefix)
      return listFolder(root, folderOf(prefix), prefix)
    },

    folders(prefix) {
      checkFolder(prefix)
      return foldersIn(root, folderOf(prefix))
    },

    async copy(from, to) {
      checkKey(to)
      await placeOf(root, to)
      return this.put(to, (await this.get(from)).body)
    },

    coldClass: undefined,

    async moveToCold(key) {
      checkKey(key)
      throw new NoColdClass()
    },

    async delete(key) {
      checkKey(key)
      const path = await placeOf(root, key)
      const found = await lstat(path).catch(absent)
      if (found && !found.isDirectory()) await rm(path, { force: true })
    },

    async deletePrefix(prefix) {
      checkFolder(prefix)
      return deleteFolder(await placeOf(root, folderOf(prefix)))
    },

    multipart: diskMultipart(root),

    // Nobody but the app reaches into a folder.
    async getUrl(key) {
      checkKey(key)
      return undefined
    },

    async viewerUrl(key) {
      checkKey(key)
      return undefined
    },

    async putUrl(key) {
      checkKey(key)
      return undefined
    },

    browserOrigin: undefined,
    edgeOrigin: undefined,

    sweepLitter: (olderThanMs, { now, dryRun } = {}) => sweepDisk(root, olderThanMs, now, dryRun),

    source(key) {
      checkKey(key)
      return { kind: 'file', path: placeOfSync(root, key) }
    },

    sink(prefix) {
      checkFolder(prefix)
      const path = placeOfSync(root, folderOf(prefix))
      mkdirSync(path, { recursive: true })
      return { kind: 'directory', path }
    },
  }
}

/** A segment is a few reads, and fifty players at once a few megabytes. */
const READ_BYTES = 256 * 1024

/**
 * Takes away what crashed processes left behind: unfinished files, uploads nobody continued, and the receipts of old ones.
 * @param olderThanMs how long it must have been untouched; a day at least, for an upload that sleeps overnight counts as alive
 * @returns how many pieces went
 */
export async function sweepDisk(root: string, olderThanMs: number, now = Date.now(), dryRun = false): Promise<number> {
  let swept = 0
  for (const folder of [TEMPORARY, UPLOADS]) {
    for (const name of (await readdir(join(root, folder)).catch(absent)) ?? []) {
      const path = join(root, folder, name)
      const touched = Math.max(...(await Promise.all([path, join(path, 'bytes'), join(path, 'parts')].map(touchedAt))))
      if (touched === 0 || now - touched < olderThanMs) continue
      if (!dryRun) await rm(path, { recursive: true, force: true })
      swept++
    }
  }
  return swept
}

async function touchedAt(path: string): Promise<number> {
  return (await lstat(path).catch(absent))?.mtimeMs ?? 0
}

function missing(key: string): never {
  throw new ObjectMissing(key)
}

/** O_NOFOLLOW answers ELOOP for a link. */
function linkIsAbsent(error: unknown): undefined {
  return isCode(error, 'ELOOP', 'ENXIO') ? undefined : absent(error)
}

function objectOf(key: string, found: Stats): StoredObject {
  return { key, size: found.size, modifiedAt: Math.trunc(found.mtimeMs) }
}

async function* bytesOf(body: Readable): AsyncIterable<Uint8Array> {
  for await (const chunk of body) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

/** Keys are ASCII, so comparing names with `/` behind folders walks the tree in the byte order of whole keys. */
async function* listFolder(root: string, folder: string, prefix: string): AsyncIterable<StoredObject> {
  const path = folder === '' ? root : await placeOf(root, folder)
  if (!(await lstat(path).catch(absent))?.isDirectory()) return
  const entries = (await readdir(path, { withFileTypes: true }).catch(absent)) ?? []
  const names = entries
    .filter((entry) => (entry.isFile() || entry.isDirectory()) && ALLOWED.test(entry.name))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort((a, b) => (a < b ? -1 : 1))
  for (const name of names) {
    const key = folder === '' ? name : `${folder}/${name}`
    if (!key.startsWith(prefix)) continue
    if (key.endsWith('/')) {
      yield* listFolder(root, key.slice(0, -1), prefix)
      continue
    }
    const found = await lstat(join(root, key)).catch(absent)
    if (found) yield objectOf(key, found)
  }
}

async function* foldersIn(root: string, folder: string): AsyncIterable<string> {
  const path = await placeOf(root, `${folder}/name`)
  for (const entry of ((await readdir(dirname(path), { withFileTypes: true }).catch(absent)) ?? []).sort(byName)) {
    if (entry.isDirectory() && (await holdsFile(join(dirname(path), entry.name)))) yield entry.name
  }
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)

/** Sinks and uploads that were given up leave empty folders. */
async function holdsFile(path: string): Promise<boolean> {
  for (const entry of (await readdir(path, { withFileTypes: true }).catch(absent)) ?? []) {
    if (entry.isFile() || (entry.isDirectory() && (await holdsFile(join(path, entry.name))))) return true
  }
  return false
}

async function deleteFolder(path: string): Promise<number> {
  if (!(await lstat(path).catch(absent))?.isDirectory()) return 0
  let gone = 0
  for (const entry of (await readdir(path, { withFileTypes: true }).catch(absent)) ?? []) {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) gone += await deleteFolder(inner)
    else {
      await rm(inner, { force: true })
      if (entry.isFile()) gone++
    }
  }
  await rmdir(path).catch((error: unknown) => {
    // Something was put here meanwhile; it is newer than the wish to delete.
    if (!isCode(error, 'ENOTEMPTY')) absent(error)
  })
  return gone
}
