import PostalMime from 'postal-mime'

/** What a person sees of a letter. */
export interface ReadLetter {
  readonly subject: string
  readonly from: string
  readonly to: string
  /** ISO 8601. */
  readonly date: string | null
  readonly html: string
  readonly text: string
}

/** Reads a letter as it would have left. */
export async function readLetter(eml: Uint8Array): Promise<ReadLetter> {
  const { subject = '', from, to, date = null, html = '', text = '' } = await PostalMime.parse(eml)
  const party = (one: { name?: string | undefined; address?: string | undefined } | undefined) =>
    [one?.name, one?.address && `<${one.address}>`].filter(Boolean).join(' ')
  return { subject, from: party(from), to: (to ?? []).map(party).join(', '), date, html, text }
}
