/**
 * What the clipboard of another program holds, as HTML of our own blocks: Word's lists are paragraphs with a mark, Google's bold
 * is a style, and both wrap everything. Styles, classes and foreign pictures go; what our editor itself copied stays as it is.
 */
export function cleanPasted(html: string): string {
  if (/data-pm-slice/.test(html)) return html
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  dropUnseen(body)
  wordLists(body)
  meaningOfStyles(body)
  nestLists(body)
  headings(body)
  bareAttributes(body)
  return body.innerHTML.replace(/(?:&nbsp;|\u00a0)+/g, ' ').trim()
}

const all = (root: ParentNode, selector: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)]
const styleOf = (element: Element): string => (element.getAttribute('style') ?? '').toLowerCase()
const unwrap = (element: Element): void => element.replaceWith(...element.childNodes)

function rename(element: Element, name: string): Element {
  const renamed = element.ownerDocument.createElement(name)
  for (const { name: attribute, value } of element.attributes) renamed.setAttribute(attribute, value)
  renamed.append(...element.childNodes)
  element.replaceWith(renamed)
  return renamed
}

function dropUnseen(body: HTMLElement): void {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const comments: Node[] = []
  while (walker.nextNode()) comments.push(walker.currentNode)
  for (const comment of comments) comment.parentNode?.removeChild(comment)
  for (const element of all(body, 'style, script, meta, link, title, xml, img:not([data-asset])')) element.remove()
  for (const element of all(body, '*').filter((one) => one.tagName.includes(':'))) unwrap(element)
}

const LIST = /mso-list:\s*l\d+\s+level(\d+)/

/** Neighbouring paragraphs with `mso-list` become one list, nested by their level; a number or letter before the text makes it ordered. */
function wordLists(body: HTMLElement): void {
  const isItem = (element: Element | null): element is HTMLElement => element?.tagName === 'P' && LIST.test(styleOf(element))
  for (const first of all(body, 'p')) {
    if (!first.isConnected || !isItem(first)) continue
    const items: HTMLElement[] = []
    for (let next: Element | null = first; isItem(next); next = next.nextElementSibling) items.push(next)
    first.before(listOf(items))
    for (const item of items) item.remove()
  }
}

function listOf(items: readonly HTMLElement[]): HTMLElement {
  const open: { readonly list: HTMLElement; readonly level: number }[] = []
  let outermost: HTMLElement | undefined
  for (const item of items) {
    const level = Number(LIST.exec(styleOf(item))?.[1] ?? 1)
    const mark = all(item, '[style*="mso-list"]').find((one) => /mso-list:\s*ignore/.test(styleOf(one)))
    const isOrdered = /^\s*\(?([0-9]+|[a-z]|[ivxlc]+)[.)]/i.test(mark?.textContent ?? '')
    mark?.remove()
    while (open.length > 1 && (open.at(-1)?.level ?? 0) > level) open.pop()
    const inner = open.at(-1)
    if (!inner || inner.level < level) {
      const list = item.ownerDocument.createElement(isOrdered ? 'ol' : 'ul')
      const above = inner?.list.lastElementChild
      above?.append(list)
      outermost ??= list
      open.push({ list, level })
    }
    const entry = item.ownerDocument.createElement('li')
    const paragraph = item.ownerDocument.createElement('p')
    paragraph.append(...item.childNodes)
    entry.append(paragraph)
    open.at(-1)?.list.append(entry)
  }
  return outermost ?? items[0]?.ownerDocument.createElement('ul') ?? document.createElement('ul')
}

/** Bold, italic and struck by style become elements; a `b` that is not bold is Google's wrapper. Underlining is kept where it is no link. */
function meaningOfStyles(body: HTMLElement): void {
  for (const element of all(body, 'b, strong')) {
    if (/(?:^|[;\s])font-weight:\s*(normal|[1-4]00)/.test(styleOf(element))) unwrap(element)
  }
  for (const element of all(body, 'span, font')) {
    const style = styleOf(element)
    const inHeading = element.closest('h1, h2, h3, h4, h5, h6') !== null
    const marks = [
      !inHeading && /font-weight:\s*(bold|[6-9]00)/.test(style) && 'strong',
      /font-style:\s*italic/.test(style) && 'em',
      /text-decoration[^;]*line-through/.test(style) && 's',
      /text-decoration[^;]*underline/.test(style) && !element.closest('a') && !element.querySelector('a') && 'u',
    ].filter((mark): mark is string => typeof mark === 'string')
    const inner = marks.reduce<Element | undefined>((around, mark) => {
      const made = element.ownerDocument.createElement(mark)
      if (around) around.append(made)
      else element.before(made)
      return made
    }, undefined)
    if (inner) inner.append(...element.childNodes)
    unwrap(element)
  }
  for (const element of all(body, 'a:not([href])')) unwrap(element)
}

/** Google Docs puts a list of the next level beside the item it belongs to. */
function nestLists(body: HTMLElement): void {
  for (const list of all(body, 'ul > ul, ul > ol, ol > ul, ol > ol')) list.previousElementSibling?.append(list)
}

function headings(body: HTMLElement): void {
  for (const element of all(body, 'p.MsoTitle, h1')) rename(element, 'h2')
  for (const element of all(body, 'h4, h5, h6')) rename(element, 'h3')
}

const KEPT = ['href', 'colspan', 'rowspan', 'start', 'data-asset', 'data-callout', 'data-embed', 'data-align', 'alt', 'title']

function bareAttributes(body: HTMLElement): void {
  for (const element of all(body, '*')) {
    const isCode = element.tagName === 'CODE'
    for (const { name } of [...element.attributes]) if (!KEPT.includes(name) && !(isCode && name === 'class')) element.removeAttribute(name)
  }
  const isBlock = (beside: Element | null) => beside !== null && /^(P|H[23]|UL|OL|DIV|TABLE|HR|PRE|BLOCKQUOTE)$/.test(beside.tagName)
  for (const line of all(body, 'br')) if (isBlock(line.previousElementSibling) || isBlock(line.nextElementSibling)) line.remove()
  for (const element of all(body, 'p, h2, h3, li')) {
    if (!element.textContent?.trim() && !element.querySelector('img, table')) element.remove()
  }
}
