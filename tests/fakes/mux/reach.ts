import { request as http } from 'node:http'
import { request as https } from 'node:https'
import { buffer } from 'node:stream/consumers'

export interface Reached {
  readonly status: number
  readonly body: Buffer
}

/** Mux has five seconds; these are machines that tests share. */
const PATIENCE_MS = 30_000
const HOPS = 5

/** As from outside: it follows redirects of a GET, and finds schools on `<slug>.localhost`, which Node does not resolve. */
export async function reach(
  url: string,
  asked: { readonly method: 'GET' | 'POST'; readonly headers?: Readonly<Record<string, string>>; readonly body?: string },
  hops = HOPS,
): Promise<Reached> {
  const { status, location, body } = await once(new URL(url), asked)
  if (asked.method === 'GET' && status >= 300 && status < 400 && location && hops > 0)
    return reach(new URL(location, url).href, asked, hops - 1)
  return { status, body }
}

function once(
  url: URL,
  { method, headers, body }: Parameters<typeof reach>[1],
): Promise<Reached & { readonly location: string | undefined }> {
  const local = /(^|\.)localhost$/.test(url.hostname)
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http)(
      {
        ...{ protocol: url.protocol, hostname: local ? '127.0.0.1' : url.hostname, port: url.port, path: url.pathname + url.search },
        ...{ method, headers: { ...headers, Host: url.host }, timeout: PATIENCE_MS, agent: false },
      },
      (answer) => {
        buffer(answer).then((read) => {
          resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, body: read })
        }, reject)
      },
    )
    request.once('timeout', () => request.destroy(new Error('no answer in time')))
    request.once('error', reject)
    request.end(body)
  })
}
