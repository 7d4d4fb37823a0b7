export interface GuidePart {
  /** Names its place in the page; empty for what stands before the first heading. */
  readonly anchor: string
  readonly heading: string
  /** Without the marks of Markdown. */
  readonly text: string
}

export interface Guide {
  readonly id: string
  readonly title: string
  /** The sentence below the title. */
  readonly lead: string
  /** Markdown, without title and lead. */
  readonly body: string
  readonly parts: readonly GuidePart[]
}

/** A guide is written as: `# Title`, one paragraph that says what for, then parts under `##`. */
export function readGuide(id: string, markdown: string): Guide {
  const [, title = id, lead = '', body = ''] = /^# (.+)\n+((?:[^\n#].*\n)+)([\s\S]*)$/.exec(markdown.replace(/\r\n?/g, '\n')) ?? []
  const [before = '', ...rest] = body.split(/^## /m)
  const parts = rest.map((part) => {
    const [heading = '', ...lines] = part.split('\n')
    return { anchor: anchorOf(heading), heading: plain(heading), text: plain(lines.join('\n')) }
  })
  const opening = plain(`${lead}\n${before}`)
  return { id, title, lead: plain(lead), body, parts: [{ anchor: '', heading: title, text: opening }, ...parts] }
}

export const anchorOf = (heading: string): string =>
  plain(heading)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

/** As it is read aloud: no marks, and of a picture what it shows. */
const plain = (markdown: string): string =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(?:[-*]|\d+\.|>|#+)\s+/gm, '')
    .replace(/[*_`]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
