import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { getDomain } from 'tldts'
import { z } from 'zod'
import { type MachinesEnv, machineVariables, readMachines } from './machines-env.ts'
import { type MuxEnv, muxVariables, readMux } from './mux-env.ts'
import { type MetricsEnv, readMetrics, seeingVariables } from './seeing-env.ts'
import { type EdgeEnv, readStorage, type S3Env, storageVariables } from './storage-env.ts'

const Variables = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  /** The address the server listens on. */
  HOST: z.string().default('0.0.0.0'),
  DATA_DIR: z.string().default('data'),
  PLATFORM_HOST: z.string().optional(),
  TENANT_DOMAIN: z.string().optional(),
  /** The master key: what is signed or sealed derives from it. */
  LECTERN_SECRET: z.string().min(32, 'LECTERN_SECRET needs at least 32 characters').optional(),
  /** Open schools kept at hand in one process. */
  POOL_SIZE: z.coerce.number().int().min(1).default(200),
  /** Encodes at the same time on this machine. */
  ENCODE_SLOTS: z.coerce.number().int().min(1).default(1),
  /** Jobs are performed by `npm run worker` processes then, which this Redis connects; without it in child processes of this one. */
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'REDIS_URL begins with redis:// or rediss://' }).optional(),
  /** Where workers reach this server, past every proxy: `http://lectern.internal:3000`. Its host answers nothing but them. */
  INTERNAL_URL: z.url({ protocol: /^https?$/, error: 'INTERNAL_URL begins with http:// or https://' }).optional(),
  /** How many proxies in front may be believed about the visitor's address. 0: none. Has to be said where TLS ends in front. */
  TRUSTED_PROXIES: z.string().regex(/^\d+$/, 'TRUSTED_PROXIES is a number of proxies').transform(Number).optional(),
  /** Where mail is handed in: `smtps://user:password@smtp.example:465`. Without it letters are kept in DATA_DIR/mailbox. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'SMTP_URL begins with smtp:// or smtps://' }).optional(),
  /** The address letters come from; the school's name stands before it. */
  MAIL_FROM: z.email('MAIL_FROM is an address of mail').optional(),
  /** Sign-in with Google, and with GitHub: of the apps registered there. */
  GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
  GITHUB_CLIENT_ID: z.string().min(1).optional(),
  GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
  /** For tests alone: a server that stands in for Google below /google, and for GitHub below /github. */
  OAUTH_STAND_IN_URL: z.url({ protocol: /^http$/, hostname: /^(localhost|127\.0\.0\.1)$/ }).optional(),
  /** The header in which a proxy in front says the visitor's country, such as cf-ipcountry. */
  COUNTRY_HEADER: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/i, 'COUNTRY_HEADER is the name of a header')
    .transform((name) => name.toLowerCase())
    .optional(),
  /** Captions are made from speech then: a server with OpenAI's transcription endpoint, `https://api.openai.com/v1`. */
  SPEECH_URL: z.url({ protocol: /^https?$/, error: 'SPEECH_URL begins with http:// or https://' }).optional(),
  /** A server of one's own may need none. */
  SPEECH_KEY: z.string().min(1).optional(),
  /** It has to know times, as whisper-1 does. */
  SPEECH_MODEL: z.string().min(1).default('whisper-1'),
  /** Where LiteFS is mounted: platform.db and the schools' files are there instead of in DATA_DIR. */
  LITEFS_DIR: z.string().min(1).optional(),
  /** LiteFS's own API on this machine. */
  LITEFS_URL: z.url({ protocol: /^http$/, error: 'LITEFS_URL begins with http://' }).default('http://127.0.0.1:20202'),
  ...storageVariables,
  ...machineVariables,
  ...muxVariables,
  ...seeingVariables,
})

export interface MailEnv {
  /** Undefined: letters are kept in the data folder. */
  readonly smtpUrl: string | undefined
  readonly from: string
}

/** What a provider of sign-in knows this installation by. */
export interface ClientEnv {
  readonly clientId: string
  readonly clientSecret: string
}

/** What writes down what is said. */
export interface SpeechEnv {
  /** Without a slash at the end. */
  readonly url: string
  readonly key: string | undefined
  readonly model: string
}

export interface OAuthEnv {
  /** Undefined: nobody is offered to sign in with it. */
  readonly google: ClientEnv | undefined
  readonly github: ClientEnv | undefined
  /** Undefined: the providers themselves. */
  readonly standIn: string | undefined
}

/** Databases that several machines hold. */
export interface LitefsEnv {
  readonly folder: string
  /** Without a slash at the end. */
  readonly api: string
}

export interface Env {
  readonly production: boolean
  readonly port: number
  readonly listenOn: string
  readonly dataDir: string
  /** Undefined: databases are in the data folder, and no other machine has them. */
  readonly litefs: LitefsEnv | undefined
  /** Host (with port where it is not the scheme's own) of marketing, sign-up and dashboard. */
  readonly platformHost: string
  /** Schools answer on `<slug>.<tenantDomain>`. */
  readonly tenantDomain: string
  readonly scheme: 'http' | 'https'
  readonly secret: string
  readonly poolSize: number
  readonly encodeSlots: number
  readonly redisUrl: string | undefined
  /** An origin, without a slash at the end. */
  readonly internalUrl: string
  readonly trustedProxies: number
  readonly mail: MailEnv
  readonly oauth: OAuthEnv
  /** Undefined: nobody is offered captions from speech. */
  readonly speech: SpeechEnv | undefined
  /** Undefined: files are kept in the data folder. */
  readonly s3: S3Env | undefined
  /** Undefined: viewers fetch from the bucket. */
  readonly edge: EdgeEnv | undefined
  /** Lower case. Undefined: nobody in front says where visitors are. */
  readonly countryHeader: string | undefined
  /** Undefined: no machine is started for a worker. */
  readonly machines: MachinesEnv | undefined
  /** Undefined: no school can let Mux prepare its videos. */
  readonly mux: MuxEnv | undefined
  /** Who prepares them where a school has not chosen. `mux` only where there is one. */
  readonly videoBy: 'lectern' | 'mux'
  readonly metrics: MetricsEnv
  /** Between SIGTERM and the end of listening. Milliseconds. */
  readonly drainMs: number
}

/** Parsed once at start; a process with a bad environment does not start. @throws EnvRefused */
export function readEnv(variables: NodeJS.ProcessEnv = process.env): Env {
  const parsed = Variables.safeParse(variables)
  if (!parsed.success) throw new EnvRefused(z.prettifyError(parsed.error))
  const v = parsed.data
  const production = v.NODE_ENV === 'production'
  const platformHost = v.PLATFORM_HOST ?? `localhost:${v.PORT}`
  const tenantDomain = v.TENANT_DOMAIN ?? platformHost
  const local = isLocal(platformHost) && isLocal(tenantDomain)
  if (production && !local && sameSite(platformHost, tenantDomain)) {
    throw new EnvRefused(
      `TENANT_DOMAIN (${tenantDomain}) must be another registrable domain than PLATFORM_HOST (${platformHost}): ` +
        'staff write script for school pages, so those never share a site with the dashboard.',
    )
  }
  const scheme = local ? 'http' : 'https'
  if (scheme === 'https' && v.TRUSTED_PROXIES === undefined) {
    throw new EnvRefused(
      'TRUSTED_PROXIES is missing: say how many proxies in front append to X-Forwarded-For (1 for one that ends TLS). ' +
        'Without them every visitor has the proxy’s address and shares one limit on wrong passwords. 0 says that nobody is in front.',
    )
  }
  const dataDir = resolve(v.DATA_DIR)
  let secret = v.LECTERN_SECRET ?? (production && !local ? refuseWithoutSecret() : undefined)
  return {
    production,
    port: v.PORT,
    listenOn: v.HOST,
    dataDir,
    litefs: readLitefs(v, scheme),
    platformHost,
    tenantDomain,
    scheme,
    get secret() {
      secret ??= localSecret(dataDir)
      return secret
    },
    poolSize: v.POOL_SIZE,
    encodeSlots: v.ENCODE_SLOTS,
    redisUrl: v.REDIS_URL,
    internalUrl: new URL(v.INTERNAL_URL ?? `http://127.0.0.1:${v.PORT}`).origin,
    trustedProxies: v.TRUSTED_PROXIES ?? 0,
    mail: readMail(v, bare(platformHost)),
    oauth: readOAuth(v, scheme),
    ...readStorage(v, scheme, (why) => new EnvRefused(why)),
    countryHeader: readCountryHeader(v),
    speech: readSpeech(v),
    machines: readWorkers(v, scheme),
    ...readMux(v, scheme, (why) => new EnvRefused(why)),
    metrics: readMetrics(v, (why) => new EnvRefused(why)),
    drainMs: v.DRAIN_SECONDS * 1_000,
  }
}

/** @throws EnvRefused where machines would hold the same schools and not the same files or keys */
function readLitefs(v: z.infer<typeof Variables>, scheme: Env['scheme']): LitefsEnv | undefined {
  if (v.LITEFS_DIR === undefined) return undefined
  if (!v.LECTERN_SECRET) throw new EnvRefused('LECTERN_SECRET is missing: every machine below LITEFS_DIR needs the same one.')
  if (scheme === 'https' && !v.S3_BUCKET)
    throw new EnvRefused(
      'S3_BUCKET is missing: LITEFS_DIR replicates databases alone, so files have to be where every machine reaches them.',
    )
  return { folder: resolve(v.LITEFS_DIR), api: v.LITEFS_URL.replace(/\/$/, '') }
}

function readWorkers(v: z.infer<typeof Variables>, scheme: Env['scheme']): MachinesEnv | undefined {
  const machines = readMachines(v, (why) => new EnvRefused(why))
  if (machines && scheme === 'https' && !v.INTERNAL_URL) {
    throw new EnvRefused('INTERNAL_URL is missing: say where worker machines reach this server, such as http://lectern.internal:3000.')
  }
  return machines
}

function readMail({ SMTP_URL: smtpUrl, MAIL_FROM: from }: z.infer<typeof Variables>, host: string): MailEnv {
  // A receiver answers to nobody and believes nothing of an address that is not the sender's own.
  if (smtpUrl && !from) throw new EnvRefused('MAIL_FROM is missing: say which address letters come from. SMTP_URL needs it.')
  return { smtpUrl, from: from ?? `mail@${host}` }
}

function readOAuth(v: z.infer<typeof Variables>, scheme: Env['scheme']): OAuthEnv {
  if (scheme === 'https' && v.OAUTH_STAND_IN_URL) throw new EnvRefused('OAUTH_STAND_IN_URL is for tests on localhost alone.')
  return {
    google: clientOf('GOOGLE', v.GOOGLE_CLIENT_ID, v.GOOGLE_CLIENT_SECRET),
    github: clientOf('GITHUB', v.GITHUB_CLIENT_ID, v.GITHUB_CLIENT_SECRET),
    standIn: v.OAUTH_STAND_IN_URL?.replace(/\/$/, ''),
  }
}

function readSpeech({ SPEECH_URL: url, SPEECH_KEY: key, SPEECH_MODEL: model }: z.infer<typeof Variables>): SpeechEnv | undefined {
  if (key && !url)
    throw new EnvRefused('SPEECH_URL is missing: say which speech service SPEECH_KEY is for, such as https://api.openai.com/v1.')
  return url ? { url: url.replace(/\/+$/, ''), key, model } : undefined
}

function clientOf(name: string, clientId: string | undefined, clientSecret: string | undefined): ClientEnv | undefined {
  if (clientId && clientSecret) return { clientId, clientSecret }
  if (clientId || clientSecret) throw new EnvRefused(`${name}_CLIENT_ID and ${name}_CLIENT_SECRET belong together: one of them is missing.`)
  return undefined
}

/** Whoever may write the header says where they are: it is believed where a proxy in front writes it. */
function readCountryHeader(v: z.infer<typeof Variables>): string | undefined {
  if (v.COUNTRY_HEADER && !v.TRUSTED_PROXIES)
    throw new EnvRefused('COUNTRY_HEADER is believed from a proxy in front alone: TRUSTED_PROXIES has to say that there is one.')
  return v.COUNTRY_HEADER
}

export class EnvRefused extends Error {
  override readonly name = 'EnvRefused'
}

const bare = (host: string) => host.replace(/:\d+$/, '')
const isLocal = (host: string) => /(^|\.)localhost$/.test(bare(host))
const sameSite = (a: string, b: string) => (getDomain(bare(a)) ?? bare(a)) === (getDomain(bare(b)) ?? bare(b))

function refuseWithoutSecret(): never {
  throw new EnvRefused('LECTERN_SECRET is missing: set the master key (at least 32 characters, kept outside the machine).')
}

/** On a developer's machine the key is made once, when it is first needed, and kept beside the data. */
function localSecret(dataDir: string): string {
  const file = join(dataDir, 'local-secret')
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true })
    // Whole or not at all, and the first of two that start at once wins.
    const mine = `${file}.${process.pid}`
    writeFileSync(mine, randomBytes(32).toString('base64url'), { mode: 0o600 })
    try {
      linkSync(mine, file)
    } catch (error) {
      if (!existsSync(file)) throw error
    } finally {
      unlinkSync(mine)
    }
  }
  return readFileSync(file, 'utf8')
}
