import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import type { Mailer } from './mailer.ts'
import { envelope } from './smtp.ts'

const KEPT = 500
const FILE = /^[0-9]{13}-[a-z0-9_]{1,80}\.eml$/

/** Keeps letters in a folder instead of sending them, as they would have left: for development, and where no SMTP server is set. */
export function mailboxMailer(folder: string): Mailer {
  const writer = nodemailer.createTransport({ streamTransport: true, buffer: true })
  return {
    async send(message) {
      const { message: eml } = await writer.sendMail(envelope(message))
      if (!Buffer.isBuffer(eml)) throw new Error('the letter came as a stream')
      await mkdir(folder, { recursive: true })
      const name = `${Date.now()}-${message.id.replace(/@.*$/, '').replace(/[^a-z0-9_]/g, '')}.eml`
      // Whole or not at all, for whoever lists the folder at this moment.
      await writeFile(join(folder, `.${name}`), eml)
      await rename(join(folder, `.${name}`), join(folder, name))
      const names = await lettersIn(folder)
      for (const old of names.slice(KEPT)) await rm(join(folder, old), { force: true })
    },
    close: () => {},
  }
}

/** The names of the letters in a folder, newest first. */
export async function lettersIn(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  return (await readdir(folder))
    .filter((name) => FILE.test(name))
    .sort()
    .reverse()
}

/** One letter as it would have left; undefined when there is none of that name. */
export async function letterIn(folder: string, name: string): Promise<Buffer | undefined> {
  return (await lettersIn(folder)).includes(name) ? readFile(join(folder, name)) : undefined
}
