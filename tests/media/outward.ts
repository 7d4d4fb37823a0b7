/** Boxes of an MP4 that hold boxes, on the way from its root to where a track says in which file its samples lie. */
const PARENTS = new Set(['moov', 'trak', 'mdia', 'minf', 'dinf'])

/**
 * An MP4 whose tracks lie in another file, as QuickTime writes it: a Macintosh alias record with the path (ISO/IEC 14496-12 8.7.2 names the
 * box, libavformat's mov_read_dref reads the record). Its index has to stand at the end, for all that stands before keeps its place.
 */
export function lyingIn(mp4: Buffer, path: string): Buffer {
  const boxes: Buffer[] = []
  for (let at = 0; at < mp4.length; ) {
    const size = mp4.readUInt32BE(at)
    boxes.push(rewritten(mp4.subarray(at, at + size), path))
    at += size
  }
  return Buffer.concat(boxes)
}

function rewritten(box: Buffer, path: string): Buffer {
  const type = box.toString('latin1', 4, 8)
  if (type === 'dref') return boxOf('dref', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), boxOf('alis', aliasTo(path)))
  return PARENTS.has(type) ? boxOf(type, lyingIn(box.subarray(8), path)) : box
}

function boxOf(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** No volume, no name, and the absolute path, which is its record of type 2. */
function aliasTo(path: string): Buffer {
  const even = Buffer.from(path.length % 2 === 0 ? path : `${path}\0`, 'latin1')
  const record = Buffer.alloc(4)
  record.writeUInt16BE(2)
  record.writeUInt16BE(even.length, 2)
  return Buffer.concat([Buffer.alloc(4 + 10 + 28 + 12 + 64 + 16 + 4 + 16), record, even, Buffer.from([0xff, 0xff, 0, 0])])
}
