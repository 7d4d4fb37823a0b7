/** `?t=`: the second that a link leads to. */
export function askedSecond(request: Request): number | undefined {
  const t = new URL(request.url).searchParams.get('t')
  return t !== null && /^\d{1,6}$/.test(t) ? Number(t) : undefined
}
