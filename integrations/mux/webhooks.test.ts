import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeMux } from '#tests/fakes/mux/server.ts'
import { muxByClient } from './client.ts'
import { type Mux, type MuxEvent, WebhookForged } from './mux.ts'

let fake: FakeMux
let mux: Mux
let server: Server
let told: MuxEvent[]
/** What the server says next; 200 after that. */
let answers: number[]
beforeEach(async () => {
  fake = await FakeMux.start()
  mux = muxByClient(fake.options)
  told = []
  answers = []
  server = createServer(async (req, res) => {
    const event = await mux.readWebhook(await text(req), req.headers)
    const status = answers.shift() ?? 200
    if (status === 200) told.push(event)
    res.writeHead(status).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  fake.webhooks.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/mux`
})
afterEach(async () => {
  await fake.close()
  await new Promise((resolve) => server.close(resolve))
})

const types = () => told.map((event) => (event.type === 'other' ? event.said : event.type))

/** An upload of something that is no film: quick, and it ends. */
async function upload(passthrough = 'school/asset_1'): Promise<{ uploadId: string; assetId: string }> {
  const { uploadId, url } = await mux.createUpload({ passthrough, corsOrigin: '*' })
  await fetch(url, { method: 'PUT', body: 'no film' })
  await fake.settled()
  return { uploadId, assetId: (await mux.upload(uploadId)).assetId ?? '' }
}

const LIFE = ['video.upload.created', 'video.asset.created', 'video.upload.asset_created', 'video.asset.errored']

test('what becomes of an upload is told, with what it is of', async () => {
  const { uploadId, assetId } = await upload()
  expect(types()).toEqual(LIFE)
  expect(told[2]).toMatchObject({ upload: { id: uploadId, status: 'asset_created', assetId, passthrough: 'school/asset_1' } })
  expect(told[3]).toMatchObject({
    asset: { id: assetId, status: 'errored', passthrough: 'school/asset_1', error: { type: 'invalid_input' } },
  })
  expect(Math.abs((told[3]?.at ?? 0) - Date.now())).toBeLessThan(60_000)
  await mux.deleteAsset(assetId)
  const { uploadId: cancelled } = await mux.createUpload({ passthrough: 'b', corsOrigin: '*' })
  await mux.cancelUpload(cancelled)
  await fake.settled()
  expect(types().slice(LIFE.length)).toEqual(['video.asset.deleted', 'video.upload.created', 'video.upload.cancelled'])
})

test('what is not taken is told again, later each time, for a day', async () => {
  await upload()
  answers = [500, 503]
  const { assetId } = await upload('b')
  expect(types()).toEqual([...LIFE, 'video.upload.asset_created', 'video.asset.errored'])
  expect(fake.webhooks.untaken).toEqual(['video.upload.created', 'video.asset.created'])
  answers = [500]
  await fake.pass(31_000)
  expect(fake.webhooks.untaken).toEqual(['video.upload.created'])
  await fake.pass(31_000)
  expect(fake.webhooks.untaken).toEqual(['video.upload.created'])
  await fake.pass(31_000)
  expect(types().slice(-2)).toEqual(['video.asset.created', 'video.upload.created'])
  expect(told.at(-2)).toMatchObject({ asset: { id: assetId } })
  answers = [500]
  await mux.deleteAsset(assetId)
  await fake.settled()
  await fake.pass(25 * 3_600_000)
  expect(types()).not.toContain('video.asset.deleted')
})

test('they may come twice, out of order, or never', async () => {
  fake.webhooks.held = true
  await upload()
  expect(types()).toEqual([])
  fake.webhooks.copies = 2
  fake.webhooks.release({ reversed: true })
  await fake.settled()
  expect(types()).toEqual([...LIFE].reverse().flatMap((type) => [type, type]))
  expect(told[0]?.id).toBe(told[1]?.id)
  expect(new Set(told.map(({ id }) => id)).size).toBe(LIFE.length)
  await upload()
  fake.webhooks.drop()
  fake.webhooks.held = false
  fake.webhooks.release()
  await fake.pass(3_600_000)
  expect(told).toHaveLength(2 * LIFE.length)
})

test('what Mux did not sign, what was changed, and what is older than five minutes is forged', async () => {
  await upload()
  const event = fake.webhooks.happened.at(-1)!
  const { body, headers } = fake.webhooks.request(event)
  const lower = { 'mux-signature': headers['Mux-Signature'] }
  expect(await mux.readWebhook(Buffer.from(body), new Headers(headers))).toMatchObject({ type: 'video.asset.errored' })
  await expect(mux.readWebhook(body, {})).rejects.toThrow(WebhookForged)
  await expect(mux.readWebhook(body, { 'mux-signature': 'nonsense' })).rejects.toThrow(WebhookForged)
  await expect(mux.readWebhook(body.replace('errored', 'ready'), lower)).rejects.toThrow(WebhookForged)
  await expect(mux.readWebhook(`${body} `, lower)).rejects.toThrow(WebhookForged)
  const stranger = muxByClient({ ...fake.options, webhookSecret: 'another' })
  await expect(stranger.readWebhook(body, lower)).rejects.toThrow(WebhookForged)
  const signedAgo = (ms: number) => {
    const old = fake.webhooks.request(event, Date.now() - ms)
    return mux.readWebhook(old.body, new Headers(old.headers))
  }
  expect(await signedAgo(290_000)).toMatchObject({ id: event.id })
  await expect(signedAgo(310_000)).rejects.toThrow(WebhookForged)
  // A newer time on an old signature.
  const newer = headers['Mux-Signature']?.replace(/t=\d+/, `t=${Math.floor(Date.now() / 1_000) + 1}`)
  await expect(mux.readWebhook(body, { 'mux-signature': newer })).rejects.toThrow(WebhookForged)
})
