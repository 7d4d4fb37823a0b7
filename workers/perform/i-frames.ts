import { type FileHandle, open } from 'node:fs/promises'

// Where the key picture of a segment lies, for playlists of key pictures alone. Read from the transport stream itself (ISO/IEC 13818-1), for
// what ffprobe tells is where a picture's data begins and not where its packets end.

export interface IFrame {
  /** Bytes, from the beginning of the segment. What stands before it are the tables that a player needs with it. */
  readonly offset: number
  readonly length: number
}

const PACKET = 188
const AT_ONCE = PACKET * 1024
const PAT = 0
const H264 = 0x1b

/**
 * The range of the first picture: from its first packet to its last, without the tables in front of it (RFC 8216, 4.3.3.6). Other streams'
 * packets may lie within. Undefined where a segment does not begin with its tables and then a key picture.
 * @param path of a segment that is not encrypted
 */
export async function iFrameOf(path: string): Promise<IFrame | undefined> {
  const file = await open(path)
  try {
    return await walked(file)
  } finally {
    await file.close()
  }
}

async function walked(file: FileHandle): Promise<IFrame | undefined> {
  let table: number | undefined
  let video: number | undefined
  let offset: number | undefined
  let end = 0
  for await (const { packet, at } of packetsOf(file)) {
    const pid = packet.readUInt16BE(1) & 0x1fff
    const begins = (packet.readUInt8(1) & 0x40) !== 0
    if (pid === PAT && begins) table ??= tableIn(payloadOf(packet))
    else if (pid === table && begins) video ??= videoIn(payloadOf(packet))
    else if (pid === video) {
      if (offset === undefined) {
        if (!begins || !isKey(packet)) return undefined
        offset = at
      } else if (begins) break
      end = at + PACKET
    }
  }
  return offset === undefined ? undefined : { offset, length: end - offset }
}

async function* packetsOf(file: FileHandle): AsyncGenerator<{ packet: Buffer; at: number }> {
  const buffer = Buffer.alloc(AT_ONCE)
  for (let from = 0; ; from += AT_ONCE) {
    const { bytesRead } = await file.read(buffer, 0, AT_ONCE, from)
    for (let at = 0; at + PACKET <= bytesRead; at += PACKET) yield { packet: buffer.subarray(at, at + PACKET), at: from + at }
    if (bytesRead < AT_ONCE) return
  }
}

const hasFields = (packet: Buffer) => (packet.readUInt8(3) & 0x20) !== 0
const payloadOf = (packet: Buffer) => packet.subarray(hasFields(packet) ? 5 + packet.readUInt8(4) : 4)
/** random_access_indicator: a decoder may begin here. */
const isKey = (packet: Buffer) => hasFields(packet) && packet.readUInt8(4) > 0 && (packet.readUInt8(5) & 0x40) !== 0

/** A table without its pointer field and checksum. Ours are shorter than a packet. */
function sectionIn(payload: Buffer): Buffer {
  const section = payload.subarray(1 + payload.readUInt8(0))
  return section.subarray(0, Math.max(0, 3 + (section.readUInt16BE(1) & 0xfff) - 4))
}

/** The packet id of the one program's table. */
function tableIn(payload: Buffer): number | undefined {
  const section = sectionIn(payload)
  for (let at = 8; at + 4 <= section.length; at += 4) {
    // Program 0 is the network's, no program.
    if (section.readUInt16BE(at) !== 0) return section.readUInt16BE(at + 2) & 0x1fff
  }
  return undefined
}

/** The packet id of the pictures. */
function videoIn(payload: Buffer): number | undefined {
  const section = sectionIn(payload)
  const length = (at: number) => section.readUInt16BE(at) & 0xfff
  for (let at = 12 + length(10); at + 5 <= section.length; at += 5 + length(at + 3)) {
    if (section.readUInt8(at) === H264) return section.readUInt16BE(at + 1) & 0x1fff
  }
  return undefined
}
