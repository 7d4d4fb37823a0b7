/** Whether it is one of the system's errors (errno(3)), by the names that Node gives them. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

/** For `.catch`: a missing file is an answer, anything else stays an error. */
export function absent(error: unknown): undefined {
  if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
  throw error
}
