import { hash, verify } from '@node-rs/argon2'
import { HashingQueue } from './hashing-queue.ts'

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const MIN_PASSWORD = 10
export const MAX_PASSWORD = 200

/** A class that joins at the same moment waits a few seconds in this row. */
const queue = new HashingQueue(2, 200)

/** @throws PasswordsBusy */
export const hashPassword = (password: string): Promise<string> => queue.run(() => hash(password, PARAMETERS))

/** In the place of a hash, for an account that is entered by letter alone until somebody chooses a password. */
export const NO_PASSWORD = ''

export const hasPassword = (stored: string): boolean => stored.startsWith('$argon2')

let nobody: Promise<string> | undefined

/** Takes as long for an account that does not exist, or has no password, as for one that does. @throws PasswordsBusy */
export async function isPassword(stored: string | undefined, password: string): Promise<boolean> {
  nobody ??= hash('nobody has this password', PARAMETERS)
  const known = stored !== undefined && hasPassword(stored) ? stored : undefined
  const right = await queue.run(async () => verify(known ?? (await nobody) ?? '', password.slice(0, MAX_PASSWORD)))
  return right && known !== undefined
}
