import { useMediaPlayer } from '@vidstack/react'
import { Ellipsis, Keyboard, PictureInPicture2 } from 'lucide-react'
import type { PlayerText } from '#app/locales/en/player.ts'
import { CaptionsLevel } from './captions-menu.tsx'
import { PlayerAct } from './player-level.tsx'
import type { CaptionStyle } from './player-memory.ts'
import { PlayerMenu } from './player-menu.tsx'
import { ChaptersLevel, QualityLevel, SpeedLevel } from './player-menus.tsx'
import type { PlayerChapter } from './player-props.ts'
import { useRoom } from './use-room.ts'

interface MoreMenuProps {
  readonly text: PlayerText
  readonly isCaptioned: boolean
  readonly canShrink: boolean
  readonly chapters: readonly PlayerChapter[]
  readonly captionStyle: CaptionStyle
  readonly onCaptionStyle: (style: CaptionStyle) => void
  readonly onKeys: () => void
}

/** What the line at the bottom has no room for; nothing of it stands there too. */
export function MoreMenu({ text, isCaptioned, canShrink, chapters, captionStyle, onCaptionStyle, onKeys }: MoreMenuProps) {
  const player = useMediaPlayer()
  const { isNarrow, isTouched } = useRoom()
  return (
    <PlayerMenu
      label={text.more}
      title={text.more}
      face={<Ellipsis aria-hidden="true" size={20} strokeWidth={1.5} />}
      itemsClassName="player-menu-more"
    >
      {() => (
        <>
          {isNarrow && isCaptioned ? <CaptionsLevel text={text} style={captionStyle} onStyle={onCaptionStyle} /> : null}
          {isNarrow && chapters.length > 0 ? <ChaptersLevel text={text} chapters={chapters} /> : null}
          {isNarrow ? <SpeedLevel text={text} /> : null}
          <QualityLevel text={text} />
          {isNarrow && canShrink ? (
            <PlayerAct
              icon={PictureInPicture2}
              title={text.enterPictureInPicture}
              onChoose={() => player?.remoteControl.togglePictureInPicture()}
            />
          ) : null}
          {isNarrow && isTouched ? null : <PlayerAct icon={Keyboard} title={text.keys.title} onChoose={onKeys} />}
        </>
      )}
    </PlayerMenu>
  )
}
