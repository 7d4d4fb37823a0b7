import { createPath, matchRoutes, type Router, type To } from '@remix-run/router'

type Navigate = { to: To | null; options?: Parameters<Router['navigate']>[1] }

/** Told that what was pressed did not come; `again` presses it once more. */
type Tell = (again: () => void) => void

/**
 * Remix takes a page away when the line is lost: data that does not come ends in an error boundary, and a route's script that does not
 * come in a reload, which is the browser's own error page. With this the page one is on stays, with what is typed into it, until the
 * next one has come. Scripts are fetched before Remix asks for them, and a navigation whose data does not come is called off.
 * (So no link has Remix's `prefetch`: it imports scripts too, and reloads when one merely points at a link without a line.)
 *
 * It leans on how Remix 2 asks (`.data`, `_routes`) and is held by tests/e2e/lost-line.spec.ts. Answers how to undo it.
 */
export function keepPage(router: Router, tell: Tell): () => void {
  const original = { navigate: router.navigate, fetch: router.fetch, ask: window.fetch }
  const ask = original.ask.bind(window)
  /** What was pressed last, as long as it may be called off. */
  let pressed: Navigate | undefined
  const again = ({ to, options }: Navigate) => tell(() => void router.navigate(to, options))

  router.navigate = async (to: number | To | null, options?: Navigate['options']) => {
    if (typeof to === 'number') return original.navigate(to)
    const mine: Navigate = { to, options }
    pressed = mine
    const needed = neededFor(router, to)
    if (needed.length && !(await haveCome(ask, needed))) {
      if (pressed === mine) again(mine)
      return
    }
    // Something else was pressed meanwhile.
    if (pressed !== mine) return
    // What is sent has reached the school or has not: its own form says which.
    if (isSending(options)) pressed = undefined
    try {
      await original.navigate(to, options)
    } finally {
      if (pressed === mine) pressed = undefined
    }
  }

  router.fetch = (key, routeId, href, options) => {
    const needed = href === null ? [] : scriptsOf(router, href)
    if (!needed.length) return original.fetch(key, routeId, href, options)
    haveCome(ask, needed).then((come) => {
      if (come) original.fetch(key, routeId, href, options)
      // A look is followed by the next one.
      else if (isSending(options)) tell(() => router.fetch(key, routeId, href, options))
    })
  }

  window.fetch = async (input, init) => {
    const mine = pressed
    if (!mine || !isDataOf(input, router)) return ask(input, init)
    try {
      const answer = await ask(input, init)
      if (!isGateway(answer)) return answer
    } catch (error) {
      // Called off by the person, who pressed something else.
      if (init?.signal?.aborted) throw error
    }
    again(mine)
    return stayHere(router)
  }

  // What is pointed at is most often pressed next: its scripts are fetched meanwhile. Without a line they are asked for when it is pressed.
  const warm = ({ target }: Event) => {
    const link = target instanceof Element ? target.closest('a[data-discover]') : null
    const to = link?.getAttribute('href')
    if (to) void haveCome(ask, scriptsOf(router, to))
  }
  document.addEventListener('pointerover', warm, { passive: true })
  document.addEventListener('focusin', warm)

  return () => {
    document.removeEventListener('pointerover', warm)
    document.removeEventListener('focusin', warm)
    router.navigate = original.navigate
    router.fetch = original.fetch
    window.fetch = original.ask
  }
}

const isSending = (options: object | undefined): boolean =>
  options !== undefined && 'formMethod' in options && typeof options.formMethod === 'string' && options.formMethod.toLowerCase() !== 'get'

/** A proxy in front of the school answers for it while it starts anew. The school's own refusals are turbo-stream. */
const isGateway = ({ status, headers }: Response): boolean => status >= 502 && !headers.get('Content-Type')?.startsWith('text/x-script')

/** Whether a request is for the data of the page that is being gone to. */
function isDataOf(input: RequestInfo | URL, router: Router): boolean {
  const { navigation } = router.state
  if (navigation.state !== 'loading') return false
  const { pathname } = new URL(input instanceof Request ? input.url : input, window.location.href)
  const going = navigation.location.pathname
  return pathname === (going === '/' ? '/_root.data' : `${going.replace(/\/$/, '')}.data`)
}

/**
 * An answer that leads to where one is. With a hash it is the same page to the router, which then loads nothing; written out, because
 * what encodes it (turbo-stream) has no place in what every page loads.
 */
function stayHere(router: Router): Response {
  const { pathname, search, hash } = router.state.location
  const here = JSON.stringify(`${pathname}${search}${hash || '#'}`)
  return new Response(
    `[["SingleFetchRedirect",1],{"_2":3,"_4":5,"_6":7,"_8":7,"_9":10},"redirect",${here},"status",302,"revalidate",false,"reload","replace",true]\n`,
    { status: 202, headers: { 'Content-Type': 'text/x-script' } },
  )
}

const pathOf = (to: To | null): string => new URL(typeof to === 'string' ? to : createPath(to ?? {}), window.location.href).pathname

/** Routes that the manifest knows and whose script this page has not loaded. */
function scriptsOf(router: Router, to: To | null): string[] {
  const matches = matchRoutes(router.routes, pathOf(to), router.basename) ?? []
  return matches.flatMap(({ route: { id } }) => {
    const known = id in window.__remixRouteModules ? undefined : window.__remixManifest.routes[id]
    return known ? [known.module, ...(known.imports ?? [])] : []
  })
}

/** What has to be at hand before a navigation begins. */
function neededFor(router: Router, to: To | null): string[] {
  const isKnown = matchRoutes(router.routes, pathOf(to), router.basename)?.every(({ route }) => route.path !== '*') ?? false
  // What a form was answered goes with a navigation, even with one that is called off: it begins only when the line is there.
  const isRisky = !isKnown || router.state.actionData !== null || !navigator.onLine
  return [...(isRisky ? [LINE] : []), ...scriptsOf(router, to)]
}

/** Asked for anew each time: whether there is a line. */
const LINE = '/favicon.ico'

/** One that is answered but not there is of another release: Remix then loads the document anew. */
async function haveCome(ask: typeof fetch, files: readonly string[]): Promise<boolean> {
  try {
    const answers = await Promise.all(files.map((file) => ask(file, file === LINE ? { method: 'HEAD', cache: 'no-store' } : {})))
    return !answers.some(isGateway)
  } catch {
    return false
  }
}
