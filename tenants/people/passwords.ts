import { hash, verify } from '@node-rs/argon2'

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const MIN_PASSWORD = 10
export const MAX_PASSWORD = 200

export const hashPassword = (password: string): Promise<string> => hash(password, PARAMETERS)

let nobody: Promise<string> | undefined

/** Takes as long for an account that does not exist as for one that does. */
export async function isPassword(stored: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password')
  const right = await verify(stored ?? (await nobody), password.slice(0, MAX_PASSWORD))
  return right && stored !== undefined
}
