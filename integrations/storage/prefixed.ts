import type { Multipart, Storage, StoredObject } from './storage.ts'

/** The part of a storage below one prefix; nobody who holds it can name a key outside. */
export function prefixed(storage: Storage, prefix: string): Storage {
  const at = (key: string) => prefix + key
  const bare = (object: StoredObject): StoredObject => ({ ...object, key: object.key.slice(prefix.length) })
  const { multipart } = storage
  const parts: Multipart = {
    begin: (key, upload) => multipart.begin(at(key), upload),
    partUrl: (key, uploadId, part, expiresInMs) => multipart.partUrl(at(key), uploadId, part, expiresInMs),
    putPart: (key, uploadId, part, body, spent) => multipart.putPart(at(key), uploadId, part, body, spent),
    parts: (key, uploadId) => multipart.parts(at(key), uploadId),
    complete: async (key, uploadId) => bare(await multipart.complete(at(key), uploadId)),
    abort: (key, uploadId) => multipart.abort(at(key), uploadId),
  }
  return {
    put: async (key, body, contentType) => bare(await storage.put(at(key), body, contentType)),
    get: (key, range) => storage.get(at(key), range),
    stat: async (key) => {
      const object = await storage.stat(at(key))
      return object && bare(object)
    },
    async *list(below) {
      for await (const object of storage.list(at(below))) yield bare(object)
    },
    folders: (below) => storage.folders(at(below)),
    copy: async (from, to) => bare(await storage.copy(at(from), at(to))),
    coldClass: storage.coldClass,
    moveToCold: (key) => storage.moveToCold(at(key)),
    delete: (key) => storage.delete(at(key)),
    deletePrefix: (below) => storage.deletePrefix(at(below)),
    multipart: parts,
    getUrl: (key, expiresInMs, answer) => storage.getUrl(at(key), expiresInMs, answer),
    viewerUrl: (key, answer) => storage.viewerUrl(at(key), answer),
    putUrl: (key, object, expiresInMs) => storage.putUrl(at(key), object, expiresInMs),
    source: (key) => storage.source(at(key)),
    sink: (below) => storage.sink(at(below)),
  }
}
