import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Server as Listener } from 'node:net'
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** So long nobody has connected when listening ends, and so long that is waited for at most. */
const SILENCE_MS = 30
const MOST_SILENCE_MS = 500
/** After a longer turn of the event loop somebody may have come in it. */
const QUICK_TURN_MS = 1
/** What a connection that nobody asks on is given before it is let go: a request may be on its way. */
const IDLE_MS = 500
/** What the slowest answer is given. */
const ANSWER_MS = 20_000

/**
 * Stops listening and resolves when the last connection is gone. Whom the kernel has taken and the server has not is reset
 * when listening ends, so that happens in a silence, which comes because who asks now is answered afterwards: browsers that
 * wait do not connect again. Then each answer is its connection's last, and an idle connection goes after a moment.
 */
export async function closeServer(server: Server): Promise<void> {
  const held = holdRequests(server)
  await silence(server)
  server.keepAliveTimeout = IDLE_MS
  // Not http's own close: that one drops at once what looks idle, also where a request is in the kernel's hands.
  const closed = new Promise<void>((resolve) => Listener.prototype.close.call(server, () => resolve()))
  held.answer()
  const idle = setTimeout(() => server.closeIdleConnections(), IDLE_MS)
  const late = setTimeout(() => server.closeAllConnections(), ANSWER_MS)
  await closed
  clearTimeout(idle)
  clearTimeout(late)
}

/** From now on requests wait until `answer` is called; after that each is answered as its connection's last. */
function holdRequests(server: Server): { answer(): void } {
  const waiting: (() => void)[] = []
  let isHolding = true
  const listeners = server.listeners('request')
  server.removeAllListeners('request')
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    const pass = () => {
      res.shouldKeepAlive = false
      for (const listen of listeners) listen.call(server, req, res)
    }
    if (isHolding) waiting.push(pass)
    else pass()
  })
  return {
    answer() {
      isHolding = false
      for (const pass of waiting.splice(0)) pass()
    },
  }
}

async function silence(server: Server): Promise<void> {
  const begun = performance.now()
  let last = begun
  const note = () => {
    last = performance.now()
  }
  server.on('connection', note)
  for (let turn = begun; turn - begun < MOST_SILENCE_MS; ) {
    await nextTurn()
    const now = performance.now()
    if (now - last > SILENCE_MS && now - turn < QUICK_TURN_MS) break
    turn = now
  }
  server.off('connection', note)
}
