import type { IncomingMessage, ServerResponse } from 'node:http'
import { MOST_WANTED, Wanted, WantedObject } from '#tenants/media/attempt-objects.ts'
import { type AttemptGrant, grantObjects, readGrant, sourceLink, takeObject } from '#tenants/media/broker.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { limitBodyTime } from './body-deadline.ts'
import { RequestRefused, readJson } from './guards.ts'
import { hostName, hostOf } from './host.ts'
import { sendObject } from './send-object.ts'

/** A name and its checksum, with room. Bytes. */
const WANTED_BYTES = MOST_WANTED * 200
const PRIVATE = 'private, no-store'

/** Whether a request is a worker's: the broker answers on the internal host alone, which nobody outside resolves. */
export function isBroker(req: IncomingMessage, path: string, { env }: Schools): boolean {
  return path.startsWith('/broker/') && hostName(hostOf(req)) === new URL(env.internalUrl).hostname
}

/**
 * `/broker/<school>/<token>/…` for whoever performs an attempt without files of this machine:
 * `GET source` reads, `POST objects` buys links, `PUT objects/<name>` takes bytes where storage has no links of its own.
 */
export async function broker(req: IncomingMessage, res: ServerResponse, path: string, schools: Schools): Promise<void> {
  const [, schoolId = '', token = '', rest = ''] = /^\/broker\/([a-z0-9]+)\/([A-Za-z0-9_.-]+)\/(.+)$/.exec(path) ?? []
  if (!rest) throw new RequestRefused('not_found', 404)
  const tenant = schools.openById(schoolId)
  const grant = readGrant(tenant, token)
  if (rest === 'source' && req.method === 'GET') return sendSource(req, res, tenant, grant)
  if (rest === 'objects' && req.method === 'POST') {
    limitBodyTime(req, res)
    const wanted = Wanted.safeParse(await readJson(req, WANTED_BYTES)).data
    if (!wanted) throw new RequestRefused('malformed_request', 400)
    const granted = await grantObjects(tenant, grant, wanted.objects, schools.env.internalUrl + path)
    res.setHeader('Content-Type', 'application/json')
    res.setHeader('Cache-Control', PRIVATE)
    res.end(JSON.stringify(granted))
    return
  }
  if (rest.startsWith('objects/') && req.method === 'PUT') {
    const object = WantedObject.safeParse({
      name: rest.slice('objects/'.length),
      size: Number(req.headers['content-length']),
      sha256: req.headers['x-amz-checksum-sha256'],
    }).data
    if (!object) throw new RequestRefused('malformed_request', 400)
    await takeObject(tenant, token, object, req)
    res.statusCode = 204
    res.end()
    return
  }
  throw new RequestRefused('not_found', 404)
}

async function sendSource(req: IncomingMessage, res: ServerResponse, tenant: Tenant, grant: AttemptGrant): Promise<void> {
  const link = await sourceLink(tenant, grant)
  if (!link) return void (await sendObject({ req, res }, tenant.files, grant.sourceKey, PRIVATE))
  res.statusCode = 307
  res.setHeader('Location', link)
  res.setHeader('Cache-Control', PRIVATE)
  res.end()
}
