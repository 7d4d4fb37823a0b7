// Holes in what Node brings: signatures that are all right (HOLE=seal), paths of another school (HOLE=file, HOLE=storage), origins and a log
// that tells everything (HOLE=origin, HOLE=log), hosts whose routes are not told apart (HOLE=routes), keys without their school.
import crypto from 'node:crypto'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'

const { HOLE, HOLE_A, HOLE_B } = process.env

/** Sees each request before the server does. */
function before(look) {
  const { createServer } = http
  http.createServer = (...options) => {
    const server = createServer(...options)
    const { on } = server
    server.on = (event, listener) =>
      on.call(server, event, (...sent) => {
        if (event === 'request') look(sent[0])
        return listener(...sent)
      })
    return server
  }
}

function joinOtherwise(from, to) {
  const { join } = path
  path.join = (...parts) => join(...parts.map((part) => part.replace(from, to)))
}

const holes = {
  seal() {
    crypto.timingSafeEqual = () => true
  },
  file() {
    joinOtherwise(`${HOLE_B}.db`, `${HOLE_A}.db`)
  },
  storage() {
    joinOtherwise(`schools/${HOLE_B}/`, `schools/${HOLE_A}/`)
  },
  /** Limits keep a hash of host, account and network, line by line: one counter of tries for all. */
  throttle() {
    const { prototype } = crypto.Hash
    const { update } = prototype
    prototype.update = function (text, ...rest) {
      const isKey = typeof text === 'string' && /^[a-z0-9.-]+\n/.test(text)
      return update.call(this, isKey ? 'everybody' : text, ...rest)
    }
  },
  origin() {
    before((req) => {
      delete req.headers.origin
      req.headers['sec-fetch-site'] = 'same-origin'
    })
  },
  log() {
    before((req) => void process.stdout.write(`${JSON.stringify({ url: req.url, cookie: req.headers.cookie })}\n`))
  },
  routes() {
    const { includes } = Array.prototype
    Array.prototype.includes = function (...wanted) {
      return this[0] === 'both' && this.length === 2 ? true : includes.apply(this, wanted)
    }
  },
  heartbeats() {
    const bare = (key) => (typeof key === 'string' ? key.replace(/^[a-z0-9]{26}\/(?=student_)/, '') : key)
    const { get, set } = Map.prototype
    Map.prototype.get = function (key) {
      return get.call(this, bare(key))
    }
    Map.prototype.set = function (key, value) {
      return set.call(this, bare(key), value)
    }
  },
}

holes[HOLE]?.()
syncBuiltinESMExports()
