import { useMediaPlayer, useMediaState } from '@vidstack/react'
import { Captions, Type } from 'lucide-react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { PlayerChoice } from './player-choice.tsx'
import { PlayerLevel } from './player-level.tsx'
import { CAPTION_GROUNDS, CAPTION_INKS, CAPTION_SIZES, type CaptionStyle, rememberLanguage } from './player-memory.ts'
import { type CloseMenu, PlayerMenu } from './player-menu.tsx'

interface CaptionsProps {
  readonly text: PlayerText
  readonly style: CaptionStyle
  readonly onStyle: (style: CaptionStyle) => void
}

const OFF = 'off'

export function CaptionsMenu(props: CaptionsProps) {
  const { text } = props
  const shown = useMediaState('textTrack')
  return (
    <PlayerMenu
      label={text.captionsIn(shown?.label ?? text.captionsOff)}
      title={text.captions}
      face={<Captions aria-hidden="true" size={20} strokeWidth={1.5} className={shown ? '' : 'opacity-60'} />}
    >
      {(close) => <Languages {...props} close={close} />}
    </PlayerMenu>
  )
}

export function CaptionsLevel(props: CaptionsProps) {
  const { text } = props
  const shown = useMediaState('textTrack')
  return (
    <PlayerLevel icon={Captions} title={text.captions} value={shown?.label ?? text.captionsOff}>
      {(close) => <Languages {...props} close={close} />}
    </PlayerLevel>
  )
}

/** Which captions are shown and, one level on, how they look. A language closes the menu; a look is tried while it is open. */
function Languages({ text, style, onStyle, close }: CaptionsProps & { close: CloseMenu }) {
  const player = useMediaPlayer()
  const tracks = useMediaState('textTracks').filter(({ kind }) => kind === 'captions')
  const shown = useMediaState('textTrack')
  const show = (language: string) => {
    for (const track of tracks) track.setMode(track.language === language ? 'showing' : 'disabled')
    if (language === OFF) player?.remoteControl.disableCaptions()
    else rememberLanguage(language)
  }
  return (
    <>
      <PlayerChoice
        name={text.captionLanguage}
        value={shown?.language ?? OFF}
        options={[
          { value: OFF, label: text.captionsOff },
          ...tracks.map(({ language, label }) => ({ value: language, label, lang: language })),
        ]}
        onChoose={(language, event) => {
          show(language)
          close(event)
        }}
      />
      <PlayerLevel icon={Type} title={text.captionStyle} value={text.captionSizes[style.size]}>
        {() => <Looks {...{ text, style, onStyle }} />}
      </PlayerLevel>
    </>
  )
}

function Looks({ text, style, onStyle }: CaptionsProps) {
  return (
    <>
      <PlayerChoice
        isLine
        name={text.captionSize}
        value={style.size}
        options={CAPTION_SIZES.map((size) => ({ value: size, label: text.captionSizes[size] }))}
        onChoose={(size) => onStyle({ ...style, size })}
      />
      <PlayerChoice
        isLine
        name={text.captionInk}
        value={style.ink}
        options={CAPTION_INKS.map((ink) => ({ value: ink, label: text.captionInks[ink] }))}
        onChoose={(ink) => onStyle({ ...style, ink })}
      />
      <PlayerChoice
        isLine
        name={text.captionGround}
        value={style.ground}
        options={CAPTION_GROUNDS.map((ground) => ({ value: ground, label: text.captionGrounds[ground] }))}
        onChoose={(ground) => onStyle({ ...style, ground })}
      />
    </>
  )
}
