import { useMediaRemote, useMediaState } from '@vidstack/react'
import { RotateCcw } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { useCountdown } from './going-on.ts'
import { goesOnByItself, rememberGoingOn } from './player-memory.ts'
import type { WhatFollows } from './player-props.ts'

interface EndedCardProps {
  readonly text: PlayerText
  readonly following: WhatFollows | undefined
}

/** Over the last picture, in fullscreen too: what comes next, which begins by itself unless the student would rather not, and seeing it again. */
export function EndedCard(props: EndedCardProps) {
  const ended = useMediaState('ended')
  return ended ? <Card {...props} /> : null
}

const bordered = 'player-button flex! min-h-11 items-center gap-2 border border-stage-ink/35 px-4 text-sm font-medium hover:bg-stage-ink/10'

function Card({ text, following }: EndedCardProps) {
  const remote = useMediaRemote()
  const card = useRef<HTMLElement>(null)
  const [waits, setWaits] = useState(false)
  useEffect(() => {
    // Who is busy elsewhere on the page, reading or typing, is not taken away from it, and neither is the keyboard.
    if (!isAtFilm(card)) return
    card.current?.querySelector('button')?.focus({ preventScroll: true })
    setWaits(following?.goesByItself === true && goesOnByItself())
  }, [following?.goesByItself])
  const stay = () => {
    setWaits(false)
    card.current?.querySelector('button')?.focus({ preventScroll: true })
  }
  return (
    <section
      ref={card}
      aria-label={text.ended}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !waits) return
        event.stopPropagation()
        stay()
      }}
      className="player-ended absolute inset-0 grid place-content-center justify-items-center gap-2 bg-stage/85 px-6 text-center text-stage-ink @lg:gap-4"
    >
      {following ? (
        <div className="min-w-0">
          <p className="text-sm opacity-75">{following.label}</p>
          <p className="mt-1 line-clamp-2 max-w-[30ch] font-serif text-xl wrap-anywhere @2xl:text-2xl">{following.title}</p>
          {waits ? <Countdown text={text} onEnd={following.go} /> : null}
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
        {waits ? (
          <button type="button" onClick={stay} className={bordered}>
            {text.stay}
          </button>
        ) : (
          <button type="button" onClick={() => remote.play()} className={bordered}>
            <RotateCcw aria-hidden="true" size={16} strokeWidth={1.5} />
            {text.replay}
          </button>
        )}
      </div>
      {following?.goesByItself ? <ByItself text={text} onChange={(on) => on || setWaits(false)} /> : null}
    </section>
  )
}

/** Whether nobody is busy elsewhere on the page. */
function isAtFilm(card: RefObject<HTMLElement | null>): boolean {
  const at = document.activeElement
  return !at || at === document.body || card.current?.closest('.player')?.contains(at) === true
}

function Countdown({ text, onEnd }: { text: PlayerText; onEnd: () => void }) {
  const left = useCountdown(onEnd)
  const [said] = useState(left)
  return (
    <>
      <p aria-hidden="true" className="mt-2 text-sm tabular-nums opacity-75">
        {text.beginsIn(left)}
      </p>
      {/* Said once: a voice that counts hides everything else. */}
      <p role="status" className="sr-only">
        {text.beginsSoon(said)}
      </p>
    </>
  )
}

/** For every film on this device, from now on. */
function ByItself({ text, onChange }: { text: PlayerText; onChange: (on: boolean) => void }) {
  const [on, setOn] = useState(goesOnByItself)
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-2 text-sm opacity-90">
      <input
        type="checkbox"
        checked={on}
        onChange={({ target }) => {
          setOn(target.checked)
          rememberGoingOn(target.checked)
          onChange(target.checked)
        }}
        className="size-4 accent-stage-ink"
      />
      {text.byItself}
    </label>
  )
}
