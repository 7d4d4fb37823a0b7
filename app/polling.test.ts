import { UNSAFE_ErrorResponseImpl as ErrorResponse } from '@remix-run/router'
import { expect, test } from 'vitest'
import { pollable } from './polling.ts'

const PAGE = 'http://localhost/dashboard/acme'
const load = (url: string, failure: unknown) =>
  pollable({ request: new Request(url), params: {}, serverLoader: () => Promise.reject(failure) } as Parameters<typeof pollable>[0])

const LOST = new TypeError('Failed to fetch')
const RESTARTING = new ErrorResponse(503, '', { code: 'server.closing', message: 'The server is being restarted.' })

test('a look without an answer is none, whether the line or the server was gone', async () => {
  expect(await load(`${PAGE}?index&poll`, LOST)).toBeNull()
  expect(await load(`${PAGE}?index&poll`, RESTARTING)).toBeNull()
})

test('a session that is over leads to the sign-in form, also from a look', async () => {
  const redirect = new Response(null, { status: 302, headers: { Location: '/sign-in' } })
  await expect(load(`${PAGE}?poll`, redirect)).rejects.toBe(redirect)
})

test('a page that is opened says that it could not be loaded', async () => {
  await expect(load(PAGE, RESTARTING)).rejects.toBe(RESTARTING)
})
