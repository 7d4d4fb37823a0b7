import { useMediaRemote, useMediaState } from '@vidstack/react'
import { RotateCcw } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { PlayerText } from '#app/locales/en/player.ts'
import type { WhatFollows } from './player-props.ts'

/** Over the last picture, in fullscreen too: what comes next and seeing it again. Nothing goes on by itself. */
export function EndedCard({ text, following }: { text: PlayerText; following: WhatFollows | undefined }) {
  const ended = useMediaState('ended')
  return ended ? <Card text={text} following={following} /> : null
}

function Card({ text, following }: { text: PlayerText; following: WhatFollows | undefined }) {
  const remote = useMediaRemote()
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    // The keyboard is led here unless it is busy elsewhere on the page.
    const at = document.activeElement
    if (at && at !== document.body && !card.current?.closest('.player')?.contains(at)) return
    card.current?.querySelector('button')?.focus({ preventScroll: true })
  }, [])
  return (
    <section
      ref={card}
      aria-label={text.ended}
      className="absolute inset-0 z-20 grid place-content-center justify-items-center gap-4 bg-stage/85 px-6 pb-10 text-center text-stage-ink"
    >
      {following ? (
        <div className="min-w-0">
          <p className="text-sm opacity-75">{following.label}</p>
          <p className="mt-1 line-clamp-2 max-w-[30ch] font-serif text-xl wrap-anywhere @2xl:text-2xl">{following.title}</p>
        </div>
      ) : null}
      <div className="flex flex-wrap justify-center gap-2">
        {following ? (
          <button
            type="button"
            onClick={following.go}
            className="player-button min-h-11 bg-stage-ink px-5 text-sm font-medium text-stage! hover:opacity-90"
          >
            {following.action}
          </button>
        ) : null}
        <button
          type="button"
          onClick={() => remote.play()}
          className="player-button flex! min-h-11 items-center gap-2 border border-stage-ink/35 px-4 text-sm font-medium hover:bg-stage-ink/10"
        >
          <RotateCcw aria-hidden="true" size={16} strokeWidth={1.5} />
          {text.replay}
        </button>
      </div>
    </section>
  )
}
