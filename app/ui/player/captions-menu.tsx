import { Menu, useMediaPlayer, useMediaState } from '@vidstack/react'
import { Captions, Check } from 'lucide-react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { CAPTION_GROUNDS, CAPTION_INKS, CAPTION_SIZES, type CaptionStyle, rememberLanguage } from './player-memory.ts'
import { PlayerMenu } from './player-menu.tsx'

interface CaptionsMenuProps {
  readonly text: PlayerText
  readonly style: CaptionStyle
  readonly onStyle: (style: CaptionStyle) => void
}

const OFF = 'off'

/** Which captions are shown and how they look. A language closes the menu; a look is tried while it is open. */
export function CaptionsMenu({ text, style, onStyle }: CaptionsMenuProps) {
  const player = useMediaPlayer()
  const tracks = useMediaState('textTracks').filter(({ kind }) => kind === 'captions')
  const shown = useMediaState('textTrack')
  const show = (language: string) => {
    for (const track of tracks) track.setMode(track.language === language ? 'showing' : 'disabled')
    if (language === OFF) player?.remoteControl.disableCaptions()
    else rememberLanguage(language)
  }
  return (
    <PlayerMenu
      label={text.captionsIn(shown?.label ?? text.captionsOff)}
      title={text.captions}
      face={<Captions aria-hidden="true" size={20} strokeWidth={1.5} className={shown ? '' : 'opacity-60'} />}
    >
      {(close) => (
        <>
          <Group
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
          <Group
            name={text.captionSize}
            value={style.size}
            options={CAPTION_SIZES.map((size) => ({ value: size, label: text.captionSizes[size] }))}
            onChoose={(size) => onStyle({ ...style, size })}
          />
          <Group
            name={text.captionInk}
            value={style.ink}
            options={CAPTION_INKS.map((ink) => ({ value: ink, label: text.captionInks[ink] }))}
            onChoose={(ink) => onStyle({ ...style, ink })}
          />
          <Group
            name={text.captionGround}
            value={style.ground}
            options={CAPTION_GROUNDS.map((ground) => ({ value: ground, label: text.captionGrounds[ground] }))}
            onChoose={(ground) => onStyle({ ...style, ground })}
          />
        </>
      )}
    </PlayerMenu>
  )
}

interface GroupProps<Value extends string> {
  readonly name: string
  readonly value: string
  readonly options: readonly { readonly value: Value; readonly label: string; readonly lang?: string }[]
  readonly onChoose: (value: Value, event: Event) => void
}

function Group<Value extends string>({ name, value, options, onChoose }: GroupProps<Value>) {
  return (
    // A menu holds groups, and no radiogroup (WAI-ARIA 1.2).
    <Menu.RadioGroup role="group" value={value} aria-label={name} className="player-group">
      <p aria-hidden="true" className="px-2.5 pt-2 pb-1 text-xs opacity-65">
        {name}
      </p>
      {options.map((option) => (
        <Menu.Radio key={option.value} value={option.value} onSelect={(event) => onChoose(option.value, event)} className="player-option">
          <span className="grow" {...(option.lang && { lang: option.lang })}>
            {option.label}
          </span>
          <Check aria-hidden="true" size={16} className="player-chosen" />
        </Menu.Radio>
      ))}
    </Menu.RadioGroup>
  )
}
