import { randomBytes } from 'node:crypto'
import { copyFile, type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { absent, isCode } from '#lib/errno.ts'
import { anyoneWrites, claimPart } from './disk-claims.ts'
import { placeOf, UPLOADS } from './disk-keys.ts'
import { moveInto, syncFolder, temporaryPath, writeFully, writeWhole } from './durable.ts'
import { checkKey } from './keys.ts'
import { PartWriter } from './part-writer.ts'
import { checkPart, checkPlan, numbersOf, type PartPlan, readPart, unknownUpload } from './parts.ts'
import { type Multipart, ObjectMissing, type Part, PartRefused, type Spent, type StoredObject, UploadIncomplete } from './storage.ts'

/**
 * An upload is a folder `~uploads/<id>`:
 *   plan.json    key, size, part size
 *   bytes        the whole file at its full length; a part is written straight to its offset
 *   parts/<n>    marker of a stored part: its size, its SHA-256 and, when it came a second time, the spare file that holds it.
 *                It appears by a rename after the bytes are checked and on the disk, so what has a marker is there.
 *   claims/<n>   the one writer who may write part n into `bytes`
 *   spares/      a part that comes again while it is stored or being written waits here, so that a broken repetition
 *                cannot harm the good bytes
 * `<id>.ending` is the same folder once complete() has begun: nobody can add to it any more. `<id>.done` is the receipt.
 */
interface Plan extends PartPlan {
  readonly key: string
}

interface Marker extends Part {
  readonly spare?: string
}

const ID = /^up_[0-9a-f]{32}$/

export function diskMultipart(root: string): Multipart {
  const uploads = join(root, UPLOADS)
  /** Writers of this process, so that ending an upload can stop a connection that hangs. */
  const writers = new Map<string, Set<{ stop(): void; over: Promise<unknown> }>>()

  async function stopWriters(uploadId: string): Promise<void> {
    const active = [...(writers.get(uploadId) ?? [])]
    for (const writer of active) writer.stop()
    await Promise.allSettled(active.map((writer) => writer.over))
  }

  /** @throws PartRefused unless the upload exists and belongs to the key */
  async function findFolder(key: string, uploadId: string, endings: readonly string[]): Promise<{ folder: string; plan: Plan }> {
    checkKey(key)
    for (const ending of ID.test(uploadId) ? endings : []) {
      const folder = join(uploads, uploadId + ending)
      const plan = await readJson<Plan>(join(folder, 'plan.json'))
      if (plan?.key === key) return { folder, plan }
    }
    throw unknownUpload(uploadId)
  }

  async function storePart(folder: string, plan: Plan, part: Part, body: Readable, spent: Spent): Promise<void> {
    const stored = await readMarker(folder, part.number)
    if (stored?.sha256 === part.sha256) return readPart(part, body, spent)
    const claim = stored ? undefined : await claimPart(join(folder, 'claims'), part.number)
    // Asked again under the claim: its last holder may have finished between the two lines above.
    if (claim && (await readMarker(folder, part.number))) {
      await claim.release()
      return storePart(folder, plan, part, body, spent)
    }
    if (claim) {
      try {
        const offset = (part.number - 1) * plan.partSize
        await withFile(join(folder, 'bytes'), 'r+', (file) => store(part, body, file, offset, spent))
        await writeMarker(root, folder, { number: part.number, size: part.size, sha256: part.sha256 })
      } finally {
        await claim.release()
      }
      return
    }
    const spare = randomBytes(12).toString('hex')
    const path = join(folder, 'spares', spare)
    try {
      await withFile(path, 'wx', (file) => store(part, body, file, 0, spent))
      await writeMarker(root, folder, { number: part.number, size: part.size, sha256: part.sha256, spare })
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
    if (stored?.spare) await rm(join(folder, 'spares', stored.spare), { force: true })
  }

  return {
    async begin(key, { size, partSize }) {
      checkKey(key)
      await placeOf(root, key)
      checkPlan({ size, partSize })
      const uploadId = `up_${randomBytes(16).toString('hex')}`
      const folder = await temporaryPath(root)
      for (const inner of ['parts', 'claims', 'spares']) await mkdir(join(folder, inner), { recursive: true })
      await withFile(join(folder, 'bytes'), 'wx', (file) => file.truncate(size))
      await withFile(join(folder, 'plan.json'), 'wx', async (file) => {
        await file.writeFile(JSON.stringify({ key, size, partSize } satisfies Plan))
        await file.sync()
      })
      await syncFolder(folder)
      await moveInto(folder, join(uploads, uploadId))
      return uploadId
    },

    async partUrl() {
      return undefined
    },

    /** A body that is refused is left where it stopped, unread: whoever owns the connection ends it after answering. */
    async putPart(key, uploadId, part, body, spent = () => undefined) {
      const { folder, plan } = await findFolder(key, uploadId, [''])
      checkPart(plan, part)
      // What goes wrong with the body reaches us through reading it; this keeps it from also being an uncaught event.
      body.on('error', () => undefined)
      const over = storePart(folder, plan, part, body, spent).catch((error: unknown) => {
        // The folder went away under the writer: the upload was ended or given up meanwhile.
        throw isCode(error, 'ENOENT') ? unknownUpload(uploadId) : error
      })
      const writer = { stop: () => void body.destroy(unknownUpload(uploadId)), over }
      const active = writers.get(uploadId) ?? new Set()
      writers.set(uploadId, active.add(writer))
      try {
        await over
      } finally {
        active.delete(writer)
        if (active.size === 0) writers.delete(uploadId)
      }
    },

    async parts(key, uploadId) {
      const { folder } = await findFolder(key, uploadId, ['', '.ending'])
      return (await readMarkers(folder)).map(({ number, size, sha256 }) => ({ number, size, sha256 }))
    },

    async complete(key, uploadId) {
      const receipt = join(uploads, `${uploadId}.done`)
      const { folder, plan } = await findFolder(key, uploadId, ['', '.ending']).catch(async (error: unknown) => {
        if (ID.test(uploadId) && (await readJson<Plan>(receipt))?.key === key) return { folder: undefined, plan: undefined }
        throw error
      })
      if (folder === undefined) return objectAt(root, key)
      const stored = new Set((await readMarkers(folder)).map((part) => part.number))
      const missing = numbersOf(plan).filter((number) => !stored.has(number))
      if (missing.length > 0) {
        // Folders only move as a whole: still there means that the reading was of one moment; else somebody completes right now.
        if (await stat(folder).catch(absent)) throw new UploadIncomplete(missing)
        return this.complete(key, uploadId)
      }

      // From this rename on no part can be claimed, so who may still write is known; one who repeats finds `.ending`.
      const ending = join(uploads, `${uploadId}.ending`)
      if (folder !== ending) await rename(folder, ending).catch(absent)
      await stopWriters(uploadId)
      await finish(root, ending, plan)
      await writeWhole(root, receipt, (file) => file.writeFile(JSON.stringify(plan)))
      await discard(root, ending)
      return objectAt(root, key)
    },

    async abort(key, uploadId) {
      const found = await findFolder(key, uploadId, ['', '.ending']).catch((error: unknown) => {
        if (error instanceof PartRefused) return undefined
        throw error
      })
      if (found === undefined) return
      await stopWriters(uploadId)
      await discard(root, found.folder)
    },
  }
}

/** Moves `bytes` to its key. Nothing to move means that an earlier try, or one at the same moment, came this far already. */
async function finish(root: string, ending: string, plan: Plan): Promise<void> {
  const target = await placeOf(root, plan.key)
  const own = join(ending, 'bytes')
  let bytes = own
  if (!(await stat(bytes).catch(absent))) return
  if (await anyoneWrites(join(ending, 'claims'))) {
    // Another process holds a hanging connection of a part that came again: it must not reach the finished file.
    const copy = await temporaryPath(root)
    await copyFile(bytes, copy)
    bytes = copy
  }
  const spared = (await readMarkers(ending)).filter((part) => part.spare !== undefined)
  try {
    await withFile(bytes, 'r+', async (file) => {
      for (const part of spared) await copyPart(join(ending, 'spares', part.spare ?? ''), file, (part.number - 1) * plan.partSize)
      await file.sync()
    })
    await moveInto(bytes, target)
  } catch (error) {
    if (bytes === own) return absent(error)
    await rm(bytes, { force: true })
    throw error
  }
}

/** One rename first: a half-deleted upload must not be found by anyone. */
async function discard(root: string, folder: string): Promise<void> {
  const gone = await temporaryPath(root)
  await rename(folder, gone).catch(absent)
  await rm(gone, { recursive: true, force: true })
}

async function copyPart(from: string, file: FileHandle, offset: number): Promise<void> {
  await withFile(from, 'r', async (spare) => {
    let position = offset
    for await (const chunk of spare.createReadStream({ autoClose: false })) {
      await writeFully(file, chunk, position)
      position += chunk.length
    }
  })
}

/** Reads exactly the announced part, writing it on the way, and syncs. @throws PartRefused */
async function store(part: Part, body: Readable, file: FileHandle, position: number, spent: Spent): Promise<void> {
  const writer = new PartWriter(file, position, spent)
  try {
    await readPart(part, body, (bytes) => writer.take(bytes))
    await writer.end()
  } finally {
    await writer.atRest()
  }
  await file.datasync()
}

async function writeMarker(root: string, folder: string, marker: Marker): Promise<void> {
  // Not writeWhole: it would make the folder anew for an upload that was ended meanwhile.
  const temporary = await temporaryPath(root)
  try {
    await withFile(temporary, 'wx', async (file) => {
      await file.writeFile(JSON.stringify(marker))
      await file.sync()
    })
    await rename(temporary, join(folder, 'parts', String(marker.number)))
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(join(folder, 'parts'))
}

function readMarker(folder: string, number: number): Promise<Marker | undefined> {
  return readJson<Marker>(join(folder, 'parts', String(number)))
}

async function readMarkers(folder: string): Promise<Marker[]> {
  const markers: Marker[] = []
  for (const name of (await readdir(join(folder, 'parts')).catch(absent)) ?? []) {
    const marker = await readMarker(folder, Number(name))
    if (marker) markers.push(marker)
  }
  return markers.sort((a, b) => a.number - b.number)
}

/** Our own files, written whole: trusted. */
async function readJson<Shape>(path: string): Promise<Shape | undefined> {
  const text = await readFile(path, 'utf8').catch(absent)
  return text === undefined ? undefined : (JSON.parse(text) as Shape)
}

async function objectAt(root: string, key: string): Promise<StoredObject> {
  const found = await stat(await placeOf(root, key)).catch(absent)
  if (!found?.isFile()) throw new ObjectMissing(key)
  return { key, size: found.size, modifiedAt: Math.trunc(found.mtimeMs) }
}

async function withFile<T>(path: string, flags: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags)
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}
