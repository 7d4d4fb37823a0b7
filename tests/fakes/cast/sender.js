// What Google's Cast sender is to a page, as its reference tells (developers.google.com/cast/docs/reference/web_sender): a script that brings
// `chrome.cast` and `cast.framework`. The television behind it is `window.television(address)`, which the test answers: the seconds of film
// that it found there. It plays them.
;(() => {
  const enumeration = (...names) => Object.fromEntries(names.map((name) => [name, name]))
  const RemotePlayerEventType = Object.fromEntries(
    [
      ...['IS_CONNECTED', 'IS_MEDIA_LOADED', 'CAN_CONTROL_VOLUME', 'CAN_SEEK', 'DURATION', 'IS_MUTED', 'VOLUME_LEVEL', 'IS_PAUSED'],
      ...['LIVE_SEEKABLE_RANGE', 'PLAYER_STATE', 'CURRENT_TIME'],
    ].map((name) => [`${name}_CHANGED`, name.toLowerCase()]),
  )
  class MediaInfo {
    constructor(contentId, contentType) {
      Object.assign(this, { contentId, contentType })
    }
  }
  class LoadRequest {
    constructor(media) {
      Object.assign(this, { media, autoplay: true, currentTime: 0 })
    }
  }
  window.chrome ??= {}
  window.chrome.cast = {
    isAvailable: true,
    AutoJoinPolicy: enumeration('ORIGIN_SCOPED'),
    ErrorCode: enumeration('CANCEL', 'SESSION_ERROR', 'LOAD_MEDIA_FAILED'),
    media: {
      DEFAULT_MEDIA_RECEIVER_APP_ID: 'CC1AD845',
      MediaInfo,
      LoadRequest,
      GenericMediaMetadata: class {},
      EditTracksInfoRequest: class {},
      Track: class {},
      TrackType: enumeration('TEXT', 'AUDIO'),
      StreamType: enumeration('BUFFERED', 'LIVE'),
      PlayerState: enumeration('IDLE', 'PLAYING', 'PAUSED', 'BUFFERING'),
    },
  }
  const remotes = new Set()
  const tell = (type, change) => {
    for (const remote of remotes) {
      Object.assign(remote, change)
      remote.controller.dispatchEvent(new Event(type))
    }
  }
  let session = null
  const context = Object.assign(new EventTarget(), {
    options: {},
    setOptions(options) {
      this.options = options
    },
    getCastState: () => (session ? 'CONNECTED' : 'NOT_CONNECTED'),
    getCurrentSession: () => session,
    endCurrentSession() {
      session = null
      context.dispatchEvent(new Event('caststatechanged'))
    },
    async requestSession() {
      if (!this.options.receiverApplicationId) return 'invalid_parameter'
      const playing = []
      session = {
        getCastDevice: () => ({ friendlyName: 'Living room' }),
        getSessionObj: () => ({ media: playing }),
        async loadMedia({ media, currentTime, autoplay }) {
          const duration = await window.television(media.contentId)
          if (!duration) return 'LOAD_MEDIA_FAILED'
          playing[0] = { media, getStatus: () => undefined, editTracksInfo: (_, done) => done() }
          tell('is_connected', { isConnected: true })
          tell('is_media_loaded', { isMediaLoaded: true, mediaInfo: media, duration, currentTime, isPaused: !autoplay })
          tell('player_state', { playerState: autoplay ? 'PLAYING' : 'PAUSED' })
          tell('is_paused', {})
          return undefined
        },
      }
      context.dispatchEvent(new Event('caststatechanged'))
      return undefined
    },
  })
  window.cast = {
    framework: {
      CastState: enumeration('CONNECTED', 'CONNECTING', 'NOT_CONNECTED'),
      CastContextEventType: { CAST_STATE_CHANGED: 'caststatechanged' },
      CastContext: { getInstance: () => context },
      RemotePlayerEventType,
      RemotePlayer: class {
        constructor() {
          Object.assign(this, {
            isPaused: true,
            isMuted: false,
            volumeLevel: 1,
            currentTime: 0,
            duration: 0,
            canSeek: true,
            isMediaLoaded: false,
          })
        }
      },
      RemotePlayerController: class extends EventTarget {
        constructor(remote) {
          super()
          remote.controller = this
          remotes.add(remote)
          setInterval(() => {
            if (remote.playerState === 'PLAYING') remote.currentTime = Math.min(remote.duration, remote.currentTime + 0.1)
          }, 100)
          this.remote = remote
        }
        playOrPause() {
          const isPaused = !this.remote.isPaused
          tell('is_paused', { isPaused, playerState: isPaused ? 'PAUSED' : 'PLAYING' })
        }
        // The page has written where to into the remote.
        seek() {}
        muteOrUnmute() {}
        setVolumeLevel() {}
      },
    },
  }
  customElements.define('google-cast-launcher', class extends HTMLElement {})
})()
