// A hole in a package: one page cache for all schools (HOLE=cache).
import { LRUCache } from 'lru-cache'

const { HOLE } = process.env

if (HOLE === 'cache') {
  const { get, set } = LRUCache.prototype
  const bare = (key) => String(key).replace(/^[a-z0-9]+\n/, '')
  LRUCache.prototype.get = function (key, ...rest) {
    return get.call(this, bare(key), ...rest)
  }
  LRUCache.prototype.set = function (key, ...rest) {
    return set.call(this, bare(key), ...rest)
  }
}
