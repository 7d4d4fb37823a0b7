import { type ComponentType, useEffect, useState } from 'react'
import { playerText } from '#app/locales/en/player.ts'
import './player-button.css'
import { BigPlay } from './big-play.tsx'
import type { PlayerProps } from './player-props.ts'
import { ProblemNotice } from './problem-notice.tsx'

export type { PlayerProps } from './player-props.ts'

type Loaded = ComponentType<PlayerProps>

/**
 * The video player. The server and the first paint get the poster and a button in a box of the final size; the player's
 * code comes after hydration and is never run on the server. Who presses play before it is there sees it start by itself.
 */
export function LazyPlayer(props: PlayerProps) {
  const [Player, setPlayer] = useState<Loaded>()
  const [wanted, setWanted] = useState(props.autoPlay ?? false)
  const [failed, setFailed] = useState(false)
  const [attempt, setAttempt] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is what asks for the code again
  useEffect(() => {
    let current = true
    import('./vidstack-player.tsx').then(
      (module) => {
        if (current) setPlayer(() => module.Player)
      },
      () => {
        if (current) setFailed(true)
      },
    )
    return () => {
      current = false
    }
  }, [attempt])

  return (
    <div className="relative w-full overflow-clip bg-stage text-stage-ink" style={{ aspectRatio: props.ratio ?? '16/9' }}>
      {Player ? (
        <Player {...props} key={props.src} autoPlay={wanted || (props.autoPlay ?? false)} />
      ) : (
        <>
          {props.poster ? <img src={props.poster} alt="" className="absolute inset-0 size-full object-cover" /> : null}
          {failed ? (
            <ProblemNotice
              problem="code"
              text={playerText}
              onRetry={() => {
                setFailed(false)
                setAttempt(attempt + 1)
              }}
            />
          ) : (
            <>
              <noscript>
                <p className="absolute inset-0 z-20 grid place-content-center bg-stage/85 p-6 text-center text-sm">
                  {playerText.needsScript}
                </p>
              </noscript>
              <BigPlay label={playerText.begin} busy={wanted} busyLabel={playerText.loading} onClick={() => setWanted(true)} />
            </>
          )}
        </>
      )}
    </div>
  )
}
