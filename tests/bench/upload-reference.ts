import { createWriteStream, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

// The least a Node server can do with a part: it goes to a file of its own, unchecked and unsynced.

const { folder } = JSON.parse(readFileSync(process.env.INPUT ?? '', 'utf8')) as { folder: string }

createServer((req, res) => {
  const name = (req.url ?? '').replace(/[^a-z0-9]/g, '')
  const stored = req.method === 'PUT' ? pipeline(req, createWriteStream(join(folder, name))) : Promise.resolve()
  stored.then(
    () => res.writeHead(204).end(),
    () => res.writeHead(500).end(),
  )
}).listen(Number(process.env.PORT), '127.0.0.1')
