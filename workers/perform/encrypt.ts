import { createCipheriv } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** The key beside the rungs' folders, as a rung's playlist names it; whoever shows the film answers it (app/server/media.ts). */
export const KEY_URI = '../key'

/**
 * Encrypts a segment as METHOD=AES-128 means it: the whole file in CBC with PKCS7 padding, its media sequence number as IV, which a
 * playlist then leaves unsaid. RFC 8216, 4.3.2.4 and 5.2. Answers the encrypted file, which takes the place of the other one.
 * @param path `…/00012.ts`; numbers are media sequence numbers
 * @param key 16 bytes
 */
export async function encryptSegment(path: string, key: Buffer): Promise<string> {
  const iv = Buffer.alloc(16)
  iv.writeUInt32BE(Number.parseInt(basename(path), 10), 12)
  const encrypted = `${path}.aes`
  await pipeline(createReadStream(path), createCipheriv('aes-128-cbc', key, iv), createWriteStream(encrypted))
  await rm(path)
  return encrypted
}
