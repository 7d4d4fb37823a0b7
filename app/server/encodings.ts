/** The best of our encodings a browser takes: Accept-Encoding of RFC 9110, 12.5.3, where `q=0` means no. */
export function acceptedEncoding(header: string | string[] | undefined): 'br' | 'gzip' | 'identity' {
  const said = String(header ?? '')
  // What browsers send, with nothing to weigh.
  if (!said.includes(';')) return named(said, 'br') ? 'br' : named(said, 'gzip') ? 'gzip' : 'identity'
  const taken = said
    .split(',')
    .filter((one) => !/;\s*q=0(\.0*)?\s*$/i.test(one))
    .map((one) => one.split(';')[0])
    .join(',')
  return acceptedEncoding(taken)
}

const named = (list: string, encoding: 'br' | 'gzip'): boolean =>
  (encoding === 'br' ? /(^|[,\s])br(?![\w-])/i : /(^|[,\s])gzip(?![\w-])/i).test(list)
