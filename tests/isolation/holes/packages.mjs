// Holes in packages: one page cache for all schools (HOLE=cache), one counter of tries for all (HOLE=throttle).
import { LRUCache } from 'lru-cache'
import limiter from 'rate-limiter-flexible'

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

if (HOLE === 'throttle') {
  const { consume } = limiter.RateLimiterMemory.prototype
  limiter.RateLimiterMemory.prototype.consume = function (_key, ...rest) {
    return consume.call(this, 'everybody', ...rest)
  }
}
