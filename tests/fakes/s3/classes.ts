import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetObjectCommand, HeadObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import { bucketOf } from '#integrations/storage/s3-bucket.ts'
import type { S3Env } from '#lib/storage-env.ts'

/**
 * What s3rver lacks of classes of storage, in front of it, as S3 documents it: an object has the class it was written with, HEAD says it
 * unless it is STANDARD, an object is copied onto itself only where something changes, one copy takes no more than `mostWhole` bytes, and
 * parts are copied by range. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 */
export async function withClasses(behind: S3Env, mostWhole: number): Promise<{ settings: S3Env; close(): Promise<void> }> {
  const classes = new Map<string, string>()
  const uploads = new Map<string, string>()
  const { client, name: Bucket } = bucketOf(behind)
  const server: Server = createServer(async (req, res) => {
    const url = new URL(req.url ?? '/', 'http://s3')
    const key = decodeURIComponent(url.pathname).split('/').slice(2).join('/')
    const wanted = String(req.headers['x-amz-storage-class'] ?? 'STANDARD')
    const source = req.headers['x-amz-copy-source']
    const refuse = (status: number, code: string) => {
      req.resume()
      res.writeHead(status, { 'Content-Type': 'application/xml' }).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)
    }
    const headers = { ...req.headers }
    if (source !== undefined) {
      const from = decodeURIComponent(String(source)).split('/').slice(1).join('/')
      const number = url.searchParams.get('partNumber')
      if (number !== null) {
        const range = String(req.headers['x-amz-copy-source-range'])
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: from, Range: range }))
        const part = await client.send(
          new UploadPartCommand({
            ...{ Bucket, Key: key, UploadId: url.searchParams.get('uploadId') ?? '', PartNumber: Number(number) },
            Body: await Body?.transformToByteArray(),
          }),
        )
        const found = `<CopyPartResult><LastModified>${new Date().toISOString()}</LastModified><ETag>${part.ETag}</ETag></CopyPartResult>`
        return res.writeHead(200, { 'Content-Type': 'application/xml' }).end(`<?xml version="1.0"?>${found}`)
      }
      const { ContentLength = 0 } = await client.send(new HeadObjectCommand({ Bucket, Key: from }))
      if (ContentLength > mostWhole) return refuse(400, 'InvalidRequest')
      if (from === key && (classes.get(key) ?? 'STANDARD') === wanted) return refuse(400, 'InvalidRequest')
      // s3rver knows no other change than that of metadata.
      headers['x-amz-metadata-directive'] = 'REPLACE'
    }
    const port = new URL(behind.endpoint ?? '').port
    const passed = request({ host: '127.0.0.1', port, method: req.method, path: req.url, headers }, (answer) => {
      const isFine = (answer.statusCode ?? 500) < 300
      const uploadId = url.searchParams.get('uploadId')
      const told = { ...answer.headers }
      if (isFine && req.method === 'PUT' && uploadId === null) classes.set(key, wanted)
      if (isFine && req.method === 'POST' && uploadId !== null) classes.set(key, uploads.get(key) ?? 'STANDARD')
      if (isFine && req.method === 'POST' && url.searchParams.has('uploads')) uploads.set(key, wanted)
      const now = classes.get(key)
      if (req.method === 'HEAD' && isFine && now && now !== 'STANDARD') told['x-amz-storage-class'] = now
      res.writeHead(answer.statusCode ?? 500, told)
      answer.pipe(res)
    })
    passed.on('error', () => res.destroy())
    req.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    settings: { ...behind, endpoint: `http://127.0.0.1:${port}` },
    async close() {
      client.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
