import type { LoaderFunctionArgs } from '@remix-run/node'
import { requirePerson } from '#app/sessions.server.ts'
import { slugProblem, suggestSlug, suggestSlugs } from '#tenants/registry/slugs.ts'

/** Asked while somebody types: is this address free, and what would suit this name? Answers in JSON, for `fetch`. */
export function loader({ context, request }: LoaderFunctionArgs) {
  requirePerson(context, request)
  const { schools } = context.lectern
  const { searchParams } = new URL(request.url)
  const name = searchParams.get('name')?.slice(0, 100)
  const slug = name === undefined ? (searchParams.get('slug') ?? '').slice(0, 60).toLowerCase() : suggestSlug(schools.registry, name)
  const problem = slugProblem(schools.registry, slug) ?? null
  return Response.json({
    slug,
    problem,
    suggestions: problem ? suggestSlugs(schools.registry, slug) : [],
    // What is no address, such as one with a space in it, has no host either.
    address: problem ? null : new URL(schools.originOf(slug)).host,
  })
}
