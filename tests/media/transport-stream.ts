// Reads MPEG-2 transport streams (ISO/IEC 13818-1), as far as the rules of HLS speak of what is in a segment. Written beside
// ffprobe, not on top of it: what one tool wrote is not only looked at with the same tool.

const PACKET = 188
const CLOCK = 90_000
/** The clock has 33 bits and starts again after 26.5 hours. */
const WRAP = 2 ** 33

export interface Picture {
  /** Seconds on the stream's own clock. */
  readonly pts: number
  readonly idr: boolean
  /** Of the picture, coded. */
  readonly bytes: number
  /** Profile, constraints and level, as two hex digits each, where the picture brings its parameters along. */
  readonly parameters: string | undefined
}

/** AAC frames that share one timestamp. */
export interface Sound {
  readonly pts: number
  readonly seconds: number
}

export interface TransportStream {
  readonly programs: number
  /** Packet ids of the first two packets, by the role they have. */
  readonly begins: readonly string[]
  readonly videoStreams: number
  readonly audioStreams: number
  /** In the order of decoding. */
  readonly pictures: readonly Picture[]
  readonly sounds: readonly Sound[]
  /** The AAC itself, without its packets. */
  readonly audio: Buffer
  /** Places where a continuity counter does not follow its predecessor. */
  readonly jumps: readonly string[]
  readonly counters: ReadonlyMap<number, { readonly first: number; readonly last: number }>
}

const H264 = 0x1b
const AAC = 0x0f
const RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350]

/** @throws Error where the bytes are no whole packets */
export function readTransportStream(bytes: Buffer): TransportStream {
  if (bytes.length === 0 || bytes.length % PACKET !== 0) throw new Error(`${bytes.length} bytes are no whole packets`)
  const roles = new Map<number, string>([[0, 'PAT']])
  const units = new Map<number, Buffer[][]>()
  const counters = new Map<number, { first: number; last: number }>()
  const jumps: string[] = []
  const begins: number[] = []
  let programs = 0

  for (let at = 0; at < bytes.length; at += PACKET) {
    const packet = bytes.subarray(at, at + PACKET)
    if (packet[0] !== 0x47) throw new Error(`no packet begins at byte ${at}`)
    const pid = packet.readUInt16BE(1) & 0x1fff
    const starts = (packet[1]! & 0x40) !== 0
    const holds = (packet[3]! >> 4) & 3
    if (begins.length < 2) begins.push(pid)
    if (pid === 0x1fff || !(holds & 1)) continue
    count(counters, jumps, pid, packet[3]! & 15)
    const payload = packet.subarray(holds & 2 ? 5 + packet[4]! : 4)
    if (roles.get(pid) === 'PAT') {
      const tables = programsOf(section(payload))
      programs = tables.length
      for (const table of tables) roles.set(table, 'PMT')
    } else if (roles.get(pid) === 'PMT') {
      for (const [stream, type] of streamsOf(section(payload)))
        roles.set(stream, type === H264 ? 'video' : type === AAC ? 'audio' : 'other')
    } else if (roles.has(pid)) {
      const mine = units.get(pid) ?? []
      units.set(pid, mine)
      if (starts) mine.push([])
      mine.at(-1)?.push(payload)
    }
  }

  const of = (role: string) => [...roles].filter(([, one]) => one === role).map(([pid]) => pid)
  const packets = (role: string) => of(role).flatMap((pid) => (units.get(pid) ?? []).map((unit) => elementary(Buffer.concat(unit))))
  const audio = packets('audio')
  return {
    ...{ programs, jumps, counters },
    begins: begins.map((pid) => roles.get(pid) ?? `packet id ${pid}`),
    videoStreams: of('video').length,
    audioStreams: of('audio').length,
    pictures: packets('video').map(({ pts, data }) => ({ pts, bytes: data.length, ...pictureIn(data) })),
    sounds: audio.map(({ pts, data }) => ({ pts, seconds: secondsOf(data) })),
    audio: Buffer.concat(audio.map(({ data }) => data)),
  }
}

/** Seconds from one moment of the clock to another, across its new beginning. */
export const later = (to: number, from: number): number => {
  const ticks = (((Math.round((to - from) * CLOCK) % WRAP) + WRAP) % WRAP) as number
  return (ticks > WRAP / 2 ? ticks - WRAP : ticks) / CLOCK
}

function count(counters: Map<number, { first: number; last: number }>, jumps: string[], pid: number, counter: number): void {
  const before = counters.get(pid)
  if (before && counter !== ((before.last + 1) & 15)) jumps.push(`packet id ${pid}: ${counter} after ${before.last}`)
  counters.set(pid, { first: before?.first ?? counter, last: counter })
}

/** What follows the pointer field, up to the checksum. */
function section(payload: Buffer): Buffer {
  const table = payload.subarray(1 + payload[0]!)
  return table.subarray(0, 3 + (table.readUInt16BE(1) & 0xfff) - 4)
}

function programsOf(table: Buffer): number[] {
  const tables: number[] = []
  for (let at = 8; at + 4 <= table.length; at += 4) {
    // Program 0 is the network's, no program.
    if (table.readUInt16BE(at) !== 0) tables.push(table.readUInt16BE(at + 2) & 0x1fff)
  }
  return tables
}

function streamsOf(table: Buffer): [number, number][] {
  const streams: [number, number][] = []
  for (let at = 12 + (table.readUInt16BE(10) & 0xfff); at + 5 <= table.length; at += 5 + (table.readUInt16BE(at + 3) & 0xfff)) {
    streams.push([table.readUInt16BE(at + 1) & 0x1fff, table[at]!])
  }
  return streams
}

function elementary(pes: Buffer): { pts: number; data: Buffer } {
  if (pes.readUIntBE(0, 3) !== 1) throw new Error('a packet of the stream has no start code')
  const has = pes[7]! & 0x80
  const high = (pes[9]! >> 1) & 7
  const ticks = has ? high * 2 ** 30 + (pes.readUInt16BE(10) >> 1) * 2 ** 15 + (pes.readUInt16BE(12) >> 1) : Number.NaN
  return { pts: ticks / CLOCK, data: pes.subarray(9 + pes[8]!) }
}

/** Walks the NAL units (ITU-T H.264, annex B) to the first slice. */
function pictureIn(data: Buffer): { idr: boolean; parameters: string | undefined } {
  let parameters: string | undefined
  for (let at = data.indexOf(START); at >= 0; at = data.indexOf(START, at + 3)) {
    const type = data[at + 3]! & 0x1f
    if (type === 7)
      parameters = data
        .subarray(at + 4, at + 7)
        .toString('hex')
        .toUpperCase()
    if (type === 5 || type === 1) return { idr: type === 5, parameters }
  }
  return { idr: false, parameters }
}

const START = Buffer.from([0, 0, 1])

/** Each ADTS frame (ISO/IEC 14496-3, 1.A.2.2) is 1024 samples. */
function secondsOf(data: Buffer): number {
  let seconds = 0
  for (let at = 0; at + 7 <= data.length; ) {
    if (data[at] !== 0xff || (data[at + 1]! & 0xf0) !== 0xf0) throw new Error('sound that is no ADTS')
    seconds += 1024 / (RATES[(data[at + 2]! >> 2) & 15] ?? Number.NaN)
    at += ((data[at + 3]! & 3) << 11) | (data[at + 4]! << 3) | (data[at + 5]! >> 5)
  }
  return seconds
}
