import type { Mux } from '#integrations/mux/mux.ts'
import { chunksOf } from '#lib/chunks-of.ts'
import { FilmAway, FilmGone } from './failures.ts'
import { passthroughOf } from './passthrough.ts'
import { type Rewritten, rewriteMaster, rewriteRendition, rewriteStoryboard } from './playlists.ts'

/** How long Mux's playlists are kept. */
const KEPT_MS = 10 * 60_000
/** How long what they name is good for: so long Mux lets a player in that has it, and so long what it has there is not deleted. */
export const ADDRESS_LIFE_MS = 15 * 60_000
const TOKEN_SECONDS = ADDRESS_LIFE_MS / 1_000
/** A picture is fetched at once. */
const PICTURE_SECONDS = 5 * 60
/** Twelve hours in segments of a few seconds, each by a long address. Characters. */
const LONGEST = 16_000_000
/** Of all that is kept. Characters: two hours at five qualities are some three million. */
const MOST_KEPT = 48_000_000
const PATIENCE_MS = 10_000

/** A film at Mux, of one school. */
export interface MuxFilm {
  readonly schoolId: string
  readonly assetId: string
  readonly muxAssetId: string
  readonly playbackId: string
}

interface Kept {
  readonly until: number
  size: number
  readonly master: Promise<Rewritten>
  /** Its renditions by their names, and its storyboard. */
  readonly parts: Map<string, Promise<Rewritten>>
}

export interface FilmsOptions {
  /** Whether this is an address of Mux's: they alone are fetched, and players are sent nowhere else. */
  readonly isMuxs: (url: URL) => boolean
  readonly now?: () => number
}

/**
 * What players are answered with for films at Mux: its playlists with our addresses in place of its own, and for each segment the address it
 * has there. Players name segments by numbers: no address ever comes from them, so this fetches for nobody what Mux did not name. Mux's own
 * addresses end a quarter of an hour after they were fetched.
 */
export class Films {
  readonly #kept = new Map<string, Kept>()
  #size = 0
  readonly #now: () => number

  constructor(
    private readonly mux: Mux,
    private readonly options: FilmsOptions,
  ) {
    this.#now = options.now ?? Date.now
  }

  /** @throws FilmGone, FilmAway */
  async master(film: MuxFilm): Promise<string> {
    return (await this.#of(film).master).text
  }

  /** @throws FilmGone also for a rendition it does not have; FilmAway */
  async rendition(film: MuxFilm, name: string): Promise<string> {
    return (await this.#rendition(film, name)).text
  }

  /** Where Mux has a segment, for some minutes. @throws FilmGone, FilmAway */
  async segment(film: MuxFilm, rendition: string, name: string): Promise<string> {
    const url = (await this.#rendition(film, rendition)).named.get(name)
    if (!url) throw new FilmGone()
    return this.#checked(url).href
  }

  /** @throws FilmGone, FilmAway */
  async poster(film: MuxFilm): Promise<string> {
    // It says whose the film is.
    await this.#of(film).master
    return this.mux.urls.thumbnail(film.playbackId, await this.mux.sign(film.playbackId, 'thumbnail', PICTURE_SECONDS))
  }

  /** Which small picture is where. @throws FilmGone, FilmAway */
  async storyboard(film: MuxFilm): Promise<string> {
    return (await this.#storyboard(film)).text
  }

  /** Where Mux has a sheet of small pictures, for some minutes. @throws FilmGone, FilmAway */
  async sheet(film: MuxFilm, name: string): Promise<string> {
    const url = (await this.#storyboard(film)).named.get(name)
    if (!url) throw new FilmGone()
    return this.#checked(url).href
  }

  async #rendition(film: MuxFilm, name: string): Promise<Rewritten> {
    const kept = this.#of(film)
    const url = (await kept.master).named.get(name)
    if (!url) throw new FilmGone()
    return this.#part(film, kept, name, url, (text) => rewriteRendition(text, url, name))
  }

  async #storyboard(film: MuxFilm): Promise<Rewritten> {
    const kept = this.#of(film)
    // It says whose the film is.
    await kept.master
    const { playbackId } = film
    const url = new URL(this.mux.urls.storyboard(playbackId, await this.mux.sign(playbackId, 'storyboard', TOKEN_SECONDS)))
    return this.#part(film, kept, 'storyboard', url, (text) => rewriteStoryboard(text, url))
  }

  /** A part of what is kept of a film, which is fetched once. */
  #part(film: MuxFilm, kept: Kept, name: string, url: URL, rewrite: (text: string) => Rewritten): Promise<Rewritten> {
    const known = kept.parts.get(name)
    if (known) return known
    const fetched = this.#fetch(url).then((text) => {
      this.#grow(film, kept, text.length)
      return rewrite(text)
    })
    kept.parts.set(name, fetched)
    fetched.catch(() => kept.parts.delete(name))
    return fetched
  }

  #of(film: MuxFilm): Kept {
    const key = keyOf(film)
    const known = this.#kept.get(key)
    if (known && known.until > this.#now()) {
      // The film asked for last is the last to go.
      this.#kept.delete(key)
      this.#kept.set(key, known)
      return known
    }
    this.#forget(key)
    const master = this.#begin(film)
    const kept: Kept = { until: this.#now() + KEPT_MS, size: 0, master, parts: new Map() }
    this.#kept.set(key, kept)
    master.then(
      ({ text }) => this.#grow(film, kept, text.length),
      () => this.#kept.get(key) === kept && this.#forget(key),
    )
    return kept
  }

  /** Asks first whose the film is: a school's file may name another's. */
  async #begin({ schoolId, assetId, muxAssetId, playbackId }: MuxFilm): Promise<Rewritten> {
    const asset = await this.mux.asset(muxAssetId).catch(away)
    if (asset?.passthrough !== passthroughOf(schoolId, assetId) || asset.playbackId !== playbackId) throw new FilmGone()
    const url = new URL(this.mux.urls.stream(playbackId, await this.mux.sign(playbackId, 'video', TOKEN_SECONDS)))
    return rewriteMaster(await this.#fetch(url), url)
  }

  async #fetch(url: URL): Promise<string> {
    // A redirect could lead anywhere, and Mux's playlists are where they are said to be.
    const answer = await fetch(this.#checked(url), { redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) }).catch(away)
    if (!answer.ok) {
      await answer.body?.cancel()
      throw answer.status >= 500 || answer.status === 429 ? new FilmAway() : new FilmGone()
    }
    return readText(answer)
  }

  /** @throws FilmGone for an address that is none of Mux's */
  #checked(url: URL): URL {
    if (!this.options.isMuxs(url)) throw new FilmGone()
    return url
  }

  #grow(film: MuxFilm, kept: Kept, size: number): void {
    const own = keyOf(film)
    if (this.#kept.get(own) !== kept) return
    kept.size += size
    this.#size += size
    for (const key of this.#kept.keys()) {
      if (this.#size <= MOST_KEPT) return
      if (key !== own) this.#forget(key)
    }
  }

  #forget(key: string): void {
    this.#size -= this.#kept.get(key)?.size ?? 0
    this.#kept.delete(key)
  }
}

const keyOf = ({ schoolId, muxAssetId, assetId, playbackId }: MuxFilm) => `${schoolId}/${assetId}/${muxAssetId}/${playbackId}`

function away(error: unknown): never {
  throw new FilmAway(error)
}

async function readText({ body }: Response): Promise<string> {
  if (!body) return ''
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of chunksOf(body)) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > LONGEST) throw new FilmGone()
  }
  return text + decoder.decode()
}
