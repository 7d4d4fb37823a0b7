/** What a person types into the link field, as an address; undefined when it is none that a lesson may link to. */
export function linkAddress(typed: string): string | undefined {
  const text = typed.trim()
  if (!text || /\s/.test(text)) return undefined
  if (/^(https?:\/\/|mailto:)[^\s]+$/i.test(text)) return text.startsWith('mailto:') || URL.canParse(text) ? text : undefined
  if (/^[^@/:]+@[^@/:]+\.[^@/:]+$/.test(text)) return `mailto:${text}`
  // A name with a dot, with or without a port; another scheme, such as javascript:, is nothing to link to.
  if (/^[^:/?#]+\.[^:/?#]+(:\d+)?([/?#]|$)/.test(text) && URL.canParse(`https://${text}`)) return `https://${text}`
  return undefined
}
