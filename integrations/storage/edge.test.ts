import { expect, test } from 'vitest'
import { isTimedHmacValid } from '#tests/fakes/cdn/timed-hmac.ts'
import { edgeUrl } from './edge.ts'

const EDGE = { url: 'https://media.example.com', secret: 'a secret of thirty-two characters.' }
const KEY = 'schools/k3/assets/asset_1/attempt_1/720p/00000.ts'
const NOW = Date.UTC(2026, 10, 22, 12)

const uriOf = (url: string) => url.slice(new URL(url).origin.length)

test('a link passes the check that the CDN is told to make, for a minute', () => {
  const uri = uriOf(edgeUrl(EDGE, KEY, NOW))
  expect(isTimedHmacValid(EDGE.secret, uri, 60, NOW / 1000, 8)).toBe(true)
  expect(isTimedHmacValid(EDGE.secret, uri, 60, NOW / 1000 + 59, 8)).toBe(true)
  expect(isTimedHmacValid(EDGE.secret, uri, 60, NOW / 1000 + 60, 8)).toBe(false)
})

test('a link is good for its own object alone, and nobody makes one without the secret', () => {
  const uri = uriOf(edgeUrl(EDGE, KEY, NOW))
  expect(isTimedHmacValid(EDGE.secret, uri.replace('00000', '00001'), 60, NOW / 1000, 8)).toBe(false)
  expect(isTimedHmacValid('another secret of 32 characters..', uri, 60, NOW / 1000, 8)).toBe(false)
  expect(isTimedHmacValid(EDGE.secret, uri.replace(/\d{10}-/, `${NOW / 1000 + 3600}-`), 60, NOW / 1000 + 3600, 8)).toBe(false)
})

test('two links to one object differ in the query alone, so that the CDN keeps it once', () => {
  const [first, second] = [edgeUrl(EDGE, KEY, NOW), edgeUrl(EDGE, KEY, NOW + 90_000)]
  expect(first).not.toBe(second)
  expect(first.split('?')[0]).toBe(second.split('?')[0])
})

test('the token is the one that a site in front of Cloudflare’s own check showed for the same secret, path and second', () => {
  // https://cloudflare-hmac.pages.dev/posts/hmac_validation
  expect(edgeUrl({ url: 'https://www.example.com', secret: 'cloudflare' }, 'tokenauth/kayak.mp4', 1_657_026_353_000)).toBe(
    'https://www.example.com/tokenauth/kayak.mp4?verify=1657026353-ZXJWAyFwAgJSY%2B5j3CkJE80TatA33E3MEH4D%2FkSnh7M%3D',
  )
})

test('objects may lie below a path', () => {
  const url = edgeUrl({ ...EDGE, url: 'https://media.example.com/videos' }, KEY, NOW)
  expect(new URL(url).pathname).toBe(`/videos/${KEY}`)
  expect(isTimedHmacValid(EDGE.secret, uriOf(url), 60, NOW / 1000, 8)).toBe(true)
})
