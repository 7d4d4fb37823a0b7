import type { LoaderFunctionArgs } from '@remix-run/node'
import { schoolOf } from '#app/sessions.server.ts'
import { Failure } from '#lib/failure.ts'
import { publishedBySlug } from '#tenants/learning/published.ts'

const COURSE_PAGE = /^\/courses\/([a-z0-9-]{1,80})(?:\/|$)/

class NothingHere extends Failure {
  constructor() {
    super('server.not_found', 404)
  }
}

/** The page of a course that was taken away says so: published pages come here when there is none. */
export function loader({ context, request }: LoaderFunctionArgs) {
  const { target } = context.lectern
  const slug = target.kind === 'school' ? COURSE_PAGE.exec(new URL(request.url).pathname)?.[1] : undefined
  if (slug) schoolOf(context).read((db) => void publishedBySlug(db, slug))
  throw new NothingHere()
}

export const action = loader

/** Never shown: the loader's 404 brings the root's error page up. */
export default function NotFound() {
  return null
}
