import '@vidstack/react/player/styles/base.css'
import '@vidstack/react/player/styles/default/captions.css'
import './player.css'
import {
  Captions,
  Gesture,
  isHLSProvider,
  isVideoProvider,
  MediaPlayer,
  type MediaPlayerInstance,
  MediaProvider,
  type MediaProviderAdapter,
  Poster,
  Track,
  useMediaPlayer,
  useMediaRemote,
  useMediaState,
} from '@vidstack/react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { playerText } from '#app/locales/en/player.ts'
import { BigPlay } from './big-play.tsx'
import { Controls } from './controls.tsx'
import { EndedCard } from './ended-card.tsx'
import { KeysHelp } from './keys-help.tsx'
import { recoverMedia } from './media-recovery.ts'
import { recoverNative } from './native-recovery.ts'
import { captionStyle, PlayerMemory, rememberStyle } from './player-memory.ts'
import type { PlayerChapter, PlayerProps } from './player-props.ts'
import { ProblemNotice } from './problem-notice.tsx'
import { recover, type Trouble } from './recovery.ts'
import { useTelevision } from './television.ts'
import { OnTelevision } from './television-buttons.tsx'
import { useControl } from './use-control.ts'
import { usePlayerKeys } from './use-player-keys.ts'
import { useWatch } from './use-watch.ts'
import { Watermark } from './watermark.tsx'

/** So close to the end there is nothing to go on with. */
const END_SECONDS = 5
/** So close to what is made of a film it waits for the next part of it: the page learns of new ones a little later than the playlist. */
const EDGE_SECONDS = 8
const MOST_AHEAD_SECONDS = 60
/** Enough for a second look at what was just said, and for an hour on a phone's memory. */
const MOST_BEHIND_SECONDS = 90
const NO_CHAPTERS: readonly PlayerChapter[] = []
const NO_TROUBLE: Trouble = { reconnecting: false, problem: undefined }

/** The player itself. Screens use LazyPlayer, which brings this in after hydration. */
export function Player({ autoPlay = false, ...props }: PlayerProps) {
  // Trying again builds everything anew and goes on from where the film stood.
  const [life, setLife] = useState({ number: 0, startAt: props.startAt ?? 0, autoPlay })
  return (
    <Life key={life.number} {...props} {...life} onRetry={(startAt) => setLife({ number: life.number + 1, startAt, autoPlay: true })} />
  )
}

type LifeProps = PlayerProps & { startAt: number; autoPlay: boolean; onRetry: (startAt: number) => void }

function Life({
  src,
  poster,
  storyboard,
  title,
  startAt,
  duration,
  until = null,
  ratio,
  onReport,
  onNext,
  following,
  captions,
  chapters = NO_CHAPTERS,
  watermark,
  onControl,
  autoPlay,
  onSpent,
  onTelevision,
  answersHelp = false,
  onRetry,
}: LifeProps) {
  const player = useRef<MediaPlayerInstance>(null)
  const [trouble, setTrouble] = useState(NO_TROUBLE)
  const memory = useMemo(() => new PlayerMemory(captions), [captions])
  const watch = useWatch(onReport)
  const stopRecovery = useRef<() => void>(() => undefined)
  useEffect(() => () => stopRecovery.current(), [])
  const [showsKeys, setShowsKeys] = useState(false)
  usePlayerKeys(player, answersHelp ? () => setShowsKeys(true) : undefined)
  useControl(player, onControl)
  const television = useTelevision(player, onTelevision)
  const [style, setStyle] = useState(captionStyle)

  const begin = duration !== undefined && startAt > duration - END_SECONDS ? 0 : startAt
  const prepare = (provider: MediaProviderAdapter | null) => {
    television?.prepare(provider)
    if (isVideoProvider(provider) && !isHLSProvider(provider)) {
      stopRecovery.current()
      stopRecovery.current = recoverNative(provider.video, setTrouble)
    }
    if (!isHLSProvider(provider)) return
    provider.library = () => import('hls.js')
    // A playlist that grows would be begun at its end. What is loaded ahead is what somebody sees whose access has ended.
    provider.config = { startPosition: begin, maxMaxBufferLength: MOST_AHEAD_SECONDS, backBufferLength: MOST_BEHIND_SECONDS }
    provider.onInstance((hls) => {
      stopRecovery.current()
      const stops = [recover(hls, setTrouble), recoverMedia(hls, provider.video, setTrouble)]
      stopRecovery.current = () => {
        for (const stop of stops) stop()
      }
    })
  }
  const begun = useRef(false)
  const standsAt = () => trouble.at || player.current?.state.currentTime || begin
  const isSpent = trouble.problem === 'spent' && onSpent !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it happens
  useEffect(() => {
    if (isSpent) onSpent(standsAt())
  }, [isSpent])
  return (
    <MediaPlayer
      ref={player}
      src={{ src, type: 'application/vnd.apple.mpegurl' }}
      title={title}
      ariaLabel={playerText.player(title)}
      viewType="video"
      streamType="on-demand"
      load="eager"
      preload="metadata"
      playsInline
      autoPlay={autoPlay}
      keyDisabled
      storage={memory}
      onProviderChange={prepare}
      onCanPlay={() => {
        television?.goOn()
        const instance = player.current
        if (!instance || begun.current) return
        begun.current = true
        if (begin > 0 && begin < instance.state.duration - END_SECONDS && instance.currentTime < begin - 1) instance.currentTime = begin
      }}
      {...watch}
      className="player bg-stage text-stage-ink"
      style={{ aspectRatio: ratio ?? '16/9' }}
    >
      <MediaProvider>
        {poster ? <Poster src={poster} alt={title} className="player-poster" /> : null}
        {captions?.map((track) => (
          <Track key={track.src} kind="captions" src={track.src} label={track.label} lang={track.language} default={track.suits} />
        ))}
      </MediaProvider>
      {watermark ? <Watermark text={watermark} /> : null}
      <Gestures />
      <Captions className="vds-captions player-captions" data-size={style.size} data-ink={style.ink} data-ground={style.ground} />
      {trouble.problem ? null : <Start />}
      <Waiting reconnecting={trouble.reconnecting} until={until} />
      {television ? <OnTelevision text={playerText} television={television} /> : null}
      <Controls
        text={playerText}
        television={television}
        duration={duration}
        storyboard={storyboard}
        onNext={onNext}
        chapters={chapters}
        leavesPage={!watermark}
        captionStyle={style}
        onCaptionStyle={(to) => {
          setStyle(to)
          rememberStyle(to)
        }}
        onKeys={() => setShowsKeys(true)}
      />
      <KeysHelp text={playerText} open={showsKeys} onOpenChange={setShowsKeys} />
      <EndedCard text={playerText} following={following} />
      {trouble.problem ? (
        <ProblemNotice problem={trouble.problem} text={playerText} onRetry={() => (isSpent ? onSpent(standsAt()) : onRetry(standsAt()))} />
      ) : null}
    </MediaPlayer>
  )
}

/** With a mouse a click plays and a double click fills the screen; with a finger a tap shows the controls and a double tap seeks. */
function Gestures() {
  return (
    <>
      <Gesture event="pointerup" action="toggle:paused" className="absolute inset-0 hidden pointer-fine:block" />
      <Gesture event="dblpointerup" action="toggle:fullscreen" className="absolute inset-0 hidden pointer-fine:block" />
      <Gesture event="pointerup" action="toggle:controls" className="absolute inset-0 hidden pointer-coarse:block" />
      <Gesture event="dblpointerup" action="seek:-10" className="absolute inset-y-0 left-0 z-[1] hidden w-2/5 pointer-coarse:block" />
      <Gesture event="dblpointerup" action="seek:10" className="absolute inset-y-0 right-0 z-[1] hidden w-2/5 pointer-coarse:block" />
    </>
  )
}

function Start() {
  const started = useMediaState('started')
  const playing = useMediaState('playing')
  const canPlay = useMediaState('canPlay')
  const autoPlay = useMediaState('autoPlay')
  const remote = useMediaRemote()
  const [pressed, setPressed] = useState(false)
  const player = useMediaPlayer()
  const isGone = started || playing
  const hadFocus = pressed || autoPlay
  useEffect(() => {
    // The button goes away under the focus of who pressed it.
    if (isGone && hadFocus && document.activeElement === document.body) player?.el?.focus({ preventScroll: true })
  }, [isGone, hadFocus, player])
  if (isGone) return null
  return (
    <BigPlay
      label={playerText.begin}
      busy={(pressed || autoPlay) && !canPlay}
      busyLabel={playerText.loading}
      onClick={() => {
        setPressed(true)
        remote.play()
      }}
    />
  )
}

/** Words only when the film really stands; while it plays from the buffer a lost line is nobody's business. */
function Waiting({ reconnecting, until }: { reconnecting: boolean; until: number | null }) {
  const waiting = useMediaState('waiting')
  const started = useMediaState('started')
  const player = useMediaPlayer()
  const isAtEdge = () => until !== null && (player?.currentTime ?? 0) >= until - EDGE_SECONDS
  const says = !waiting ? '' : reconnecting ? playerText.reconnecting : started && isAtEdge() ? playerText.stillMaking : ''
  return (
    <div className="pointer-events-none absolute inset-0 grid place-content-center justify-items-center gap-3">
      {started && waiting ? <span className="player-spinner player-spinner-late" /> : null}
      <p role="status" className={says ? 'rounded-md bg-stage/80 px-3 py-1.5 text-sm' : 'sr-only'}>
        {says}
      </p>
    </div>
  )
}
