import type { CDPSession, Page } from '@playwright/test'

// What a screen reader is told of a page, by the browser's own accessibility tree, and what is wrong with it.

interface Node {
  readonly role: string
  readonly name: string
  readonly focusable: boolean
  readonly level: number
  readonly url: string
  readonly modal: boolean
  /** From the page inwards. */
  readonly around: readonly Node[]
}

const LANDMARKS = ['banner', 'complementary', 'contentinfo', 'form', 'main', 'navigation', 'region', 'search']
/** What parts a page so that two things of one name are told apart by where they stand. */
const PLACES = [...LANDMARKS, 'dialog', 'alertdialog', 'menu', 'group', 'radiogroup', 'row']
/** They take the focus when they are led to, and say what they hold. */
const NAMELESS = ['main', 'RootWebArea', 'generic', 'none']

async function heardOf(session: CDPSession): Promise<readonly Node[]> {
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const made = new Map<string, Node>()
  const nodeOf = (id: string): Node | undefined => {
    const known = made.get(id)
    const raw = byId.get(id)
    if (known || !raw) return known
    const above = raw.parentId ? nodeOf(raw.parentId) : undefined
    const is = (name: string) => raw.properties?.find((property) => property.name === name)?.value.value
    const node = {
      role: raw.ignored ? '' : String(raw.role?.value ?? ''),
      name: String(raw.name?.value ?? '').trim(),
      focusable: is('focusable') === true,
      level: Number(is('level') ?? 0),
      url: String(is('url') ?? ''),
      modal: is('modal') === true,
      around: above ? [...above.around, above] : [],
    }
    made.set(id, node)
    return node
  }
  // In the order of the page: the browser tells them level by level.
  const inOrder = (id: string): string[] => [id, ...(byId.get(id)?.childIds ?? []).flatMap(inOrder)]
  const [root] = nodes
  return (root ? inOrder(root.nodeId) : []).flatMap((id) => nodeOf(id) ?? []).filter(({ role }) => role !== '')
}

const inWords = ({ role, name }: Node) => `${role} “${name}”`

/** The browser's own, inside a field for a date. */
const isOfTheBrowser = ({ around }: Node) => around.some(({ role }) => role === 'Date' || role === 'DateTime')

const placeOf = (node: Node) => node.around.findLast(({ role, name }) => PLACES.includes(role) && (role !== 'group' || name !== ''))

/** What is wrong with what is heard of a page; the page is seen to be without what a modal dialog hides. */
export async function unheard(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const nodes = await heardOf(session)
  await session.detach()
  const isCovered = nodes.some(({ modal }) => modal)
  return [...withoutName(nodes), ...sameName(nodes), ...landmarks(nodes), ...headings(nodes, isCovered)]
}

const withoutName = (nodes: readonly Node[]) =>
  nodes
    .filter(({ focusable, name, role }) => focusable && name === '' && !NAMELESS.includes(role))
    .map((node) => `no name: ${node.role} in ${node.around.slice(-3).map(inWords).join(' > ')}`)

/** Two links of one name lead to one place; two buttons do not have one name. */
function sameName(nodes: readonly Node[]): string[] {
  const found: string[] = []
  const pressed = nodes.filter((node) => (node.role === 'link' || node.role === 'button') && !isOfTheBrowser(node))
  for (const [at, node] of pressed.entries()) {
    const twin = pressed.slice(0, at).find((other) => other.name === node.name && placeOf(other) === placeOf(node))
    if (!twin || (node.role === 'link' && twin.role === 'link' && node.url === twin.url)) continue
    const place = placeOf(node)
    found.push(`same name: ${inWords(node)} and ${inWords(twin)} in ${place ? inWords(place) : 'the page'}`)
  }
  return found
}

function landmarks(nodes: readonly Node[]): string[] {
  return LANDMARKS.flatMap((role) => {
    const names = nodes.filter((node) => node.role === role && (role !== 'form' || node.name !== '')).map(({ name }) => name)
    return names
      .filter((name, at) => names.length > 1 && (name === '' || names.indexOf(name) !== at))
      .map((name) => `landmark twice: ${role} “${name}”`)
  })
}

function headings(nodes: readonly Node[], isCovered: boolean): string[] {
  const all = nodes.filter(({ role }) => role === 'heading')
  const firsts = all.filter(({ level }) => level === 1).length
  const jumps = all.filter(({ level }, at) => at > 0 && level > (all[at - 1]?.level ?? 0) + 1)
  return [
    ...(firsts === 1 || isCovered ? [] : [`${firsts} headings of the first level`]),
    ...jumps.map((node) => `heading jumps: ${inWords(node)} of level ${node.level}`),
    ...all.filter(({ name }) => name === '').map(() => 'a heading without words'),
  ]
}
