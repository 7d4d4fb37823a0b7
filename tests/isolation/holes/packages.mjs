// Holes in packages: one page cache for all schools (HOLE=cache), numbers by host (HOLE=numbers).
import { Server } from 'node:http'
import { LRUCache } from 'lru-cache'
import { Registry } from 'prom-client'

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

if (HOLE === 'numbers') {
  const hosts = new Map()
  const { emit } = Server.prototype
  Server.prototype.emit = function (event, req, ...rest) {
    if (event === 'request') hosts.set(req.headers.host, (hosts.get(req.headers.host) ?? 0) + 1)
    return emit.call(this, event, req, ...rest)
  }
  const { metrics } = Registry.prototype
  Registry.prototype.metrics = async function () {
    const lines = [...hosts].map(([host, count]) => `by_host{host="${host}"} ${count}`)
    return `${await metrics.call(this)}${lines.join('\n')}\n`
  }
}
