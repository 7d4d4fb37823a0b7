import type { RefObject } from 'react'
import { LazyPlayer } from '#app/ui/player/player.tsx'
import type { WatchingData } from '../watching.tsx'

type SeekableFilmProps = {
  film: NonNullable<WatchingData['film']>
  title: string
  /** Seconds. */
  startAt: number
  /** Around it; whoever has it finds the `video` in it. */
  boxRef: RefObject<HTMLDivElement>
}

/** The film a curve is about, above it and as wide. Nothing that staff play here is counted. */
export function SeekableFilm({ film, title, startAt, boxRef }: SeekableFilmProps) {
  const { width, height } = film
  const ratio = width && height && width >= height ? `${width}/${height}` : '16/9'
  return (
    <div ref={boxRef} className="mb-6 overflow-hidden rounded-md">
      <LazyPlayer
        key={`${film.id} ${startAt}`}
        src={film.src}
        {...(film.poster && { poster: film.poster })}
        {...(film.storyboard && { storyboard: film.storyboard })}
        until={film.until}
        title={title}
        ratio={ratio}
        {...(startAt > 0 && { startAt })}
        {...(film.seconds === null ? {} : { duration: film.seconds })}
      />
    </div>
  )
}
