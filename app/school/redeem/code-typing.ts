/** A field's text and where its caret stands. */
export interface Typing {
  readonly text: string
  readonly caret: number
}

const GROUP = 4

/** A code as it is being typed: upper case, dashes between groups of four, the caret behind the same character as before. */
export function groupCode({ text, caret }: Typing): Typing {
  const bare = lettersOf(text)
  const before = lettersOf(text.slice(0, caret)).length
  const grouped = bare.replace(new RegExp(`(.{${GROUP}})(?=.)`, 'g'), '$1-')
  const dashes = Math.floor(Math.max(0, before - 1) / GROUP)
  return { text: grouped, caret: Math.min(before + dashes, grouped.length) }
}

const lettersOf = (text: string) => text.toUpperCase().replace(/[^0-9A-Z]/g, '')
