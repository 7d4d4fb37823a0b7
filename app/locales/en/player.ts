export const playerText = {
  player: (title: string) => `Video: ${title}`,
  play: 'Play',
  pause: 'Pause',
  next: 'Next lesson',
  seek: 'Position',
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
  speed: 'Speed',
  speedOf: (rate: number) => `${rate}×`,
  quality: 'Quality',
  auto: 'Automatic',
  autoNow: (height: number) => `Automatic (${height}p)`,
  rung: (height: number) => `${height}p`,
  captions: 'Captions',
  enterPictureInPicture: 'Picture in picture',
  exitPictureInPicture: 'Leave picture in picture',
  enterFullscreen: 'Fullscreen',
  exitFullscreen: 'Leave fullscreen',
  loading: 'Loading',
  reconnecting: 'The connection is gone. Playing goes on when it is back',
  failed: {
    network: 'The video could not be loaded. Check the connection and try again.',
    refused: 'This video cannot be opened any more. Reload the page; you may have been signed out.',
    media: 'This browser could not play the video.',
    code: 'The player could not be loaded. Check the connection and try again.',
  },
  retry: 'Try again',
} as const

export type PlayerText = typeof playerText
export type PlayerProblem = keyof PlayerText['failed']
