import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ffmpeg } from '#workers/perform/clips.ts'
import { beeps, picture } from './marks.ts'

// What people upload, made by a real ffmpeg: one source for each trait that once broke an encoder. Small and short, for many are made.

export interface Source {
  readonly file: string
  /** Makes it at `path`; `aside` is a path that may be used on the way. */
  make(path: string, aside: string): Promise<void>
  /** What must come out: the rungs by name and size, the length, the channels of sound, frames a second. */
  readonly rungs: readonly string[]
  readonly seconds: number
  readonly channels: number
  readonly rate: number
  /** Seconds into the film at which flashes and beeps begin; every two from the first second on where nothing is said. */
  readonly moments?: readonly number[]
  /** Seconds up to which there is no sound: it begins late. */
  readonly silentUntil?: number
}

const lavfi = (graph: string) => `-f lavfi -i ${graph}`
const X264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 60'
/** Made by a plain mp4 of marks: `more` are output options, of the codecs first. */
const marked = (path: string, graph: string, sound: string, more: string) =>
  ffmpeg(`${lavfi(graph)} ${sound} ${more}`.replace(/\s+/g, ' ').trim(), path)
const tone = (seconds: number, rate?: number) => lavfi(beeps(seconds, rate))

const SMALL = ['360p 640x360'] as const
const usual = { seconds: 9, channels: 1, rate: 30, rungs: SMALL }
const nine = picture(640, 360, 30, 9)

export const CORPUS: Record<string, Source> = {
  'portrait by a rotation flag, in two rungs': {
    ...{ ...usual, file: 'turned.mov', rungs: ['480p 480x854', '360p 360x640'] },
    async make(path, aside) {
      await marked(aside, `${picture(480, 854, 30, 9)},transpose=clock`, tone(9), `${X264} -c:a aac -f mp4`)
      await ffmpeg(`-i ${aside} -c copy -metadata:s:v:0 rotate=90 -f mov`, path)
    },
  },
  '4:3, in two rungs': {
    ...{ ...usual, file: 'four-by-three.mp4', rate: 25, rungs: ['480p 640x480', '360p 480x360'] },
    make: (path) => marked(path, picture(640, 480, 25, 9), tone(9, 44_100), `${X264} -c:a aac`),
  },
  '4:3 of television, with wide pixels, interlaced, in MPEG-2 and AVI': {
    ...{ ...usual, file: 'television.avi', seconds: 5, rate: 25, rungs: ['480p 640x480', '360p 480x360'] },
    make: (path) =>
      marked(
        path,
        `${picture(768, 576, 50, 5)},scale=720:576,setsar=16/15,interlace`,
        tone(5),
        '-c:v mpeg2video -b:v 6000k -flags +ilme+ildct -pix_fmt yuv420p -c:a mp2',
      ),
  },
  'an odd width and an odd height': {
    ...{ ...usual, file: 'odd.mkv', seconds: 5, rungs: ['360p 636x360'] },
    make: (path) => marked(path, picture(641, 363, 30, 5), tone(5), `${X264} -pix_fmt yuv444p -c:a flac`),
  },
  'a variable frame rate': {
    ...{ ...usual, file: 'variable.mkv' },
    make: (path) =>
      marked(
        path,
        nine,
        tone(9),
        `-vf select=not(between(mod(n\\,45)\\,3\\,9)+between(n\\,100\\,112)+eq(mod(n\\,7)\\,5)) -vsync vfr ${X264} -c:a aac`,
      ),
  },
  'a recording of a screen that stands still for seconds, by milliseconds': {
    ...{ ...usual, file: 'screen.webm' },
    make: (path) =>
      marked(
        path,
        picture(320, 180, 30, 9),
        tone(9),
        '-vf select=not(between(t\\,1.5\\,2.8)+between(t\\,5.4\\,8.7))*gt(random(0)\\,0.3)+between(mod(t\\,2)\\,0.9\\,1.1) -vsync vfr -c:v libvpx -deadline realtime -cpu-used 8 -b:v 500k -c:a libopus -b:a 48k',
      ),
    rungs: ['180p 320x180'],
  },
  'ten bits of HDR in PQ': {
    ...{ ...usual, file: 'pq.mp4', seconds: 3 },
    make: (path) => hdr(path, 'smpte2084'),
  },
  'ten bits of HDR in HLG': {
    ...{ ...usual, file: 'hlg.mov', seconds: 3 },
    make: (path) => hdr(path, 'arib-std-b67'),
  },
  'no sound': { ...usual, file: 'mute.mp4', channels: 0, make: (path) => marked(path, nine, '', `${X264} -an`) },
  'one channel of sound at 22 kHz, in PCM and AVI': {
    ...{ ...usual, file: 'mono.avi', seconds: 5 },
    make: (path) => marked(path, picture(640, 360, 30, 5), tone(5, 22_050), '-c:v mpeg4 -b:v 2M -c:a pcm_s16le'),
  },
  'six channels of sound': {
    ...{ ...usual, file: 'surround.mkv', seconds: 7, channels: 2 },
    make: (path) =>
      marked(path, picture(640, 360, 30, 7), `${tone(7)} -af pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0`, `${X264} -c:a ac3`),
  },
  '240p': {
    ...{ ...usual, file: 'small.mp4', rungs: ['240p 426x240'] },
    make: (path) => marked(path, picture(426, 240, 30, 9), tone(9), `${X264} -c:a aac -ac 1`),
  },
  '4K': {
    ...{ ...usual, file: 'large.mp4', seconds: 2, rate: 5, rungs: ['1080p 1920x1080', '720p 1280x720', '480p 854x480', '360p 640x360'] },
    make: (path) => marked(path, picture(3840, 2160, 5, 2), tone(2), `${X264} -c:a aac`),
  },
  '60 frames a second': {
    ...{ ...usual, file: 'sixty.mp4', seconds: 7, rate: 60 },
    make: (path) => marked(path, picture(640, 360, 60, 7), tone(7), `${X264} -c:a aac`),
  },
  '29.97 frames a second': {
    ...{ ...usual, file: 'ntsc.mp4', seconds: 13, rate: 30_000 / 1001 },
    make: (path) => marked(path, picture(640, 360, '30000/1001', 13), tone(13), `${X264} -c:a aac`),
  },
  'three seconds': {
    ...{ ...usual, file: 'short.mp4', seconds: 3 },
    make: (path) => marked(path, picture(640, 360, 30, 3), tone(3), `${X264} -c:a aac`),
  },
  'one frame a second': {
    ...{ ...usual, file: 'slow.mp4', seconds: 20, rate: 2, rungs: ['180p 320x180'] },
    make: (path) => marked(path, picture(320, 180, 1, 20), tone(20), `${X264} -c:a aac`),
  },
  'a transport stream that begins late on its clock': {
    ...{ ...usual, file: 'late-clock.ts' },
    make: (path) => marked(path, nine, tone(9), `${X264} -c:a mp2 -output_ts_offset 5000 -f mpegts`),
  },
  'a transport stream whose clock begins anew in the middle': {
    ...{ ...usual, file: 'wrap.ts' },
    make: (path) => marked(path, nine, tone(9), `${X264} -c:a ac3 -output_ts_offset 95438 -f mpegts`),
  },
  'a cut without encoding, by an edit list': {
    ...{ ...usual, file: 'cut.mp4', seconds: 7.7, moments: [1.7, 3.7, 5.7] },
    async make(path, aside) {
      await marked(aside, picture(640, 360, 30, 9), tone(9), `${X264} -bf 2 -c:a aac -f mp4`)
      await ffmpeg(`-ss 1.3 -i ${aside} -c copy`, path)
    },
  },
  'sound that begins late, by an edit list': {
    ...{ ...usual, file: 'late-sound.mp4', silentUntil: 2 },
    async make(path, aside) {
      await marked(aside, nine, tone(9), `${X264} -c:a aac -f mp4`)
      await ffmpeg(`-i ${aside} -ss 3.5 -itsoffset 3.5 -i ${aside} -map 0:v -map 1:a -c copy`, path)
    },
  },
  'pictures that begin late': {
    ...{ ...usual, file: 'late-picture.mkv', seconds: 9 },
    async make(path, aside) {
      await marked(aside, nine, tone(9), `${X264} -c:a flac -f matroska`)
      // A key frame every two seconds: the first that is kept stands at two.
      await ffmpeg(`-i ${aside} -ss 2 -itsoffset 2 -i ${aside} -map 1:v -map 0:a -c copy -t 9`, path)
    },
    moments: [3, 5, 7],
  },
  'sound with a hole': {
    ...{ ...usual, file: 'hole.mkv' },
    make: (path) => marked(path, nine, `${tone(9)} -af aselect=not(between(t\\,3.3\\,4.4)+between(t\\,6\\,6.07))`, `${X264} -c:a flac`),
  },
}

/** Two hours, cheap to make and to encode: a minute again and again, one frame a second. */
export const TWO_HOURS: Source = {
  ...{ file: 'two-hours.mkv', seconds: 7200, channels: 1, rate: 2, rungs: ['90p 160x90'] },
  async make(path, aside) {
    await marked(aside, picture(160, 90, 1, 60), tone(60, 48_000), `${X264} -c:a flac -f matroska`)
    await ffmpeg(`-stream_loop 119 -i ${aside} -c copy`, path)
    await rm(aside)
  },
}

/** Moves the marks into BT.2020 at ten bits, as a camera would have them: white at 203 cd/m² (ITU-R BT.2408). */
async function hdr(path: string, transfer: string): Promise<void> {
  // Named before zscale sees it: told from what it comes by options of zscale's own, it finds no path and ffmpeg hangs.
  const named = 'format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709'
  const into = `${named},zscale=t=linear:npl=203,format=gbrpf32le,zscale=t=${transfer}:m=bt2020nc:p=bt2020:r=tv:npl=203`
  const tags = `-color_trc ${transfer} -color_primaries bt2020 -colorspace bt2020nc`
  await marked(path, `${picture(640, 360, 30, 3)},${into},format=yuv420p10le`, tone(3), `-c:v libx264 -preset ultrafast ${tags} -c:a aac`)
}

/** Makes one source in `folder`; answers its path. */
export async function made(source: Source, folder: string): Promise<string> {
  const path = join(folder, source.file)
  await source.make(path, join(folder, `${source.file}.aside`))
  return path
}
