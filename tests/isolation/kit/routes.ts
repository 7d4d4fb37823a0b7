import type { RouteConfigEntry } from '@remix-run/route-config'
import type { SharedRows, Twin } from './twins.ts'

export interface BuiltRoute {
  /** As Remix names it: the file below app/ without its ending. */
  readonly id: string
  readonly section: 'platform' | 'school'
  /** With `:parameters`, beginning with a slash. */
  readonly pattern: string
  readonly isIndex: boolean
}

/** Every route of the production build, from the one page that lists them. */
export async function builtRoutes(): Promise<BuiltRoute[]> {
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  const { default: entries } = await import('#app/routes.ts')
  process.env.NODE_ENV = NODE_ENV
  const found: BuiltRoute[] = []
  const walk = (routes: readonly RouteConfigEntry[], above: string): void => {
    for (const route of routes) {
      const pattern = route.path ? `${above}/${route.path}` : above
      const id = route.file.replace(/\.tsx?$/, '')
      if (route.path !== '*')
        found.push({
          id,
          section: id.startsWith('school/') ? 'school' : 'platform',
          pattern: pattern || '/',
          isIndex: route.index ?? false,
        })
      walk(route.children ?? [], pattern)
    }
  }
  walk(entries, '')
  return found
}

/** What anybody may ask for and send to; a route that is not named here is private. */
const PUBLIC = new Set([
  ...['platform/home', 'platform/sign-up', 'platform/sign-in', 'platform/sign-out', 'platform/forgot', 'platform/link/link'],
  ...['platform/oauth/begin', 'platform/oauth/school', 'platform/oauth/back', 'platform/oauth/confirm'],
  ...['school/sign-in', 'school/sign-out', 'school/redeem/redeem', 'school/link/link'],
  ...['school/oauth/begin', 'school/oauth/enter'],
])
export const isPublic = (route: BuiltRoute) => PUBLIC.has(route.id)

/** The route's path with ids that are real, in both schools. */
export function pathOf(route: BuiltRoute, twin: Twin, rows: SharedRows): string {
  const inSchool = route.section === 'school'
  const values: Record<string, string> = {
    school: twin.slug,
    course: inSchool ? rows.course.slug : rows.course.id,
    lesson: rows.lesson.id,
    batch: rows.batch,
    captions: rows.captions,
    person: twin.owner.id,
    role: 'new',
    student: rows.student.id,
    token: 'no-token',
    guide: 'start-a-school',
    provider: 'google',
  }
  return route.pattern.replace(/:([a-z]+)/gi, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`no value for :${name} of ${route.pattern}: give it one in pathOf`)
    return value
  })
}

/** Where Remix's client asks for the data of a path. */
export function dataPathOf(route: BuiltRoute, path: string, only?: string): string {
  const base = path === '/' ? '/_root' : path
  const query = [route.isIndex ? 'index' : '', only ? `_routes=${encodeURIComponent(only)}` : ''].filter(Boolean).join('&')
  return `${base}.data${query ? `?${query}` : ''}`
}

const toRegExp = (pattern: string) => new RegExp(`^${pattern.replaceAll('.', '\\.').replace(/:[a-z]+/gi, '[^/]+')}$`)

/** Does a host of this kind have a route of its own at the path? */
export const answersAt = (routes: readonly BuiltRoute[], section: BuiltRoute['section'], path: string): boolean =>
  path === '/' || routes.some((route) => route.section === section && toRegExp(route.pattern).test(path))
