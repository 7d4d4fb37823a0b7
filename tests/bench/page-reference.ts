import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

// The least a Node server can do with these bytes: it looks at nothing that was asked.

const { headers, body } = JSON.parse(readFileSync(process.env.INPUT ?? '', 'utf8')) as { headers: string[]; body: string }
const bytes = Buffer.from(body, 'base64')

createServer((_req, res) => {
  res.writeHead(200, headers)
  res.end(bytes)
}).listen(Number(process.env.PORT), '127.0.0.1')
