import { useEffect, useState } from 'react'

const PREFIX = 'lectern.upload.'
const LOOK_EVERY_MS = 3_000

/** As far as this browser tells its tabs apart. */
const locks = (): LockManager | undefined => globalThis.navigator?.locks

/**
 * Says to this browser's other tabs that this one has the file of an upload, whatever it is doing with it: a Web Lock, which ends with the
 * tab. Answers how to let go.
 */
export function holdUpload(scope: string): () => void {
  let letGo: () => void = () => undefined
  const over = new Promise<void>((resolve) => {
    letGo = resolve
  })
  locks()
    ?.request(PREFIX + scope, { mode: 'shared' }, () => over)
    .catch(() => {
      // A page that may hold none: then other tabs do not know, as before there were locks.
    })
  return letGo
}

/** Scopes that some tab of this browser has the file of; undefined until that is known. */
export function useHeldUploads(): ReadonlySet<string> | undefined {
  const [held, setHeld] = useState<ReadonlySet<string>>()
  useEffect(() => {
    let current = true
    const look = async () => {
      const found = await heldUploads()
      if (current) setHeld((known) => (known && isSame(known, found) ? known : found))
    }
    const again = () => void look()
    again()
    const timer = setInterval(again, LOOK_EVERY_MS)
    return () => {
      current = false
      clearInterval(timer)
    }
  }, [])
  return held
}

async function heldUploads(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await locks()?.query()) ?? {}
  const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(PREFIX))
  return new Set(names.map((name) => name.slice(PREFIX.length)))
}

const isSame = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  one.size === other.size && [...one].every((name) => other.has(name))
