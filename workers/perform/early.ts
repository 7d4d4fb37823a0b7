import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AUDIO_BITRATE } from '#tenants/media/ladder.ts'
import { playlistPath } from './encode.ts'
import { masterPlaylist } from './master.ts'
import type { PlannedRung, VideoPlan } from './plan.ts'
import { lengthOf, mediaPlaylist, type PlaylistEntry, playlistEntries } from './playlists.ts'
import type { SegmentPublisher } from './publish.ts'
import type { Sink } from './sink.ts'

/**
 * What one can watch before all of it is made: a playlist a rung that grows with what has been published, and the master playlist
 * once each rung has its first segment.
 */
export class EarlyPlaylists {
  readonly #listed = new Map<string, readonly PlaylistEntry[]>()
  #isOut = false

  constructor(
    private readonly workDir: string,
    private readonly sink: Sink,
    private readonly plan: VideoPlan,
    private readonly codecs: ReadonlyMap<string, string>,
    private readonly keyUri: string | undefined,
  ) {}

  /** Seconds that can be watched by now on each rung; 0 before the master playlist is out. */
  get until(): number {
    return this.#isOut ? Math.min(...this.plan.rungs.map(({ name }) => lengthOf(this.#listed.get(name) ?? []))) : 0
  }

  /** After segments have left. One call at a time. */
  async grow({ published }: Pick<SegmentPublisher, 'published'>): Promise<void> {
    for (const { name } of this.plan.rungs) {
      const entries = await this.#readyOf(name, published.get(name))
      if (entries.length <= (this.#listed.get(name)?.length ?? 0)) continue
      await this.#publish(`${name}/index.m3u8`, mediaPlaylist(entries, this.plan.rate, false, this.keyUri))
      this.#listed.set(name, entries)
    }
    if (this.#isOut || this.#listed.size < this.plan.rungs.length) return
    const rungs = this.plan.rungs.map((rung) => ({ ...rung, codecs: this.codecs.get(rung.name) ?? '', peak: mostOf(rung) }))
    await this.#publish('master.m3u8', masterPlaylist(rungs, this.plan.rate))
    this.#isOut = true
  }

  /** What ffmpeg has noted as closed and has been published, up to the first that is not. */
  async #readyOf(rung: string, sizes: ReadonlyMap<string, number> | undefined): Promise<PlaylistEntry[]> {
    const path = playlistPath(this.workDir, rung)
    if (!sizes?.size || !existsSync(path)) return []
    const noted = playlistEntries(await readFile(path, 'utf8'))
    const missing = noted.findIndex(({ name }) => !sizes.has(name))
    return missing < 0 ? noted : noted.slice(0, missing)
  }

  async #publish(name: string, playlist: string): Promise<void> {
    const folder = join(this.workDir, 'early')
    await mkdir(folder, { recursive: true })
    const path = join(folder, name.replace('/', '-'))
    await writeFile(path, playlist)
    await this.sink.publish([{ path, name }])
  }
}

/**
 * Bits a second that no stretch of a rung goes beyond, before it is made: what the encoder's buffer lets through in a segment
 * (rate and half a buffer more in twice its length), the sound, and what MPEG-TS adds. The playlist that follows says what was measured.
 */
const mostOf = ({ videoBitrate }: PlannedRung): number => Math.ceil((videoBitrate * (1.07 + 0.25) + AUDIO_BITRATE) * 1.1)
