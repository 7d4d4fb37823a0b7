import { createReadStream, readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

// The least a Node server does that streams files: whoever asks gets them.

const { folder } = JSON.parse(readFileSync(process.env.INPUT ?? '', 'utf8')) as { folder: string }

createServer(async (req, res) => {
  // What was asked for lies below a folder of its own in either server's path.
  const name = (req.url ?? '').split('/').slice(-2).join('/')
  const path = join(folder, name)
  try {
    const { size } = await stat(path)
    res.writeHead(200, { 'Content-Type': 'video/mp2t', 'Content-Length': size })
    await pipeline(createReadStream(path), res)
  } catch {
    // There is none, or whoever asked has gone.
    if (res.headersSent) res.destroy()
    else res.writeHead(404).end()
  }
}).listen(Number(process.env.PORT), '127.0.0.1')
