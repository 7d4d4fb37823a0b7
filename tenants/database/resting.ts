import { statSync } from 'node:fs'

/** A later change within one tick of the file system's clock could carry the same moment. Milliseconds. */
const SETTLED_MS = 100
const MOST = 50_000

interface Rest {
  readonly looks: string
  readonly version: number
}

/**
 * Remembers the content version of files that were closed, for as long as they look as they did: who only asks whether something
 * changed then needs two looks at a folder instead of opening the file, which takes a hundred times as long.
 * For plain disks; on a file system that does not tell times truly nothing may be asked here.
 */
export class Resting {
  readonly #known = new Map<string, Rest>()

  /**
   * Asks for the version, closes the file, and remembers it unless anybody else has touched the file meanwhile. A file that cannot say
   * its version is closed all the same: somebody else's request is under way, and must not hear of it.
   */
  close(id: string, file: string, version: () => number, close: () => void): void {
    const before = looksOf(file)
    const known = before === undefined ? undefined : orNothing(version)
    close()
    if (known === undefined || before === undefined || looksOf(file) !== before) return
    if (this.#known.size >= MOST) this.#known.clear()
    this.#known.set(id, { looks: before, version: known })
  }

  /** Undefined when the file has to be asked itself. */
  versionOf(id: string, file: string): number | undefined {
    const rest = this.#known.get(id)
    return rest !== undefined && looksOf(file) === rest.looks ? rest.version : undefined
  }

  forget(id: string): void {
    this.#known.delete(id)
  }
}

function orNothing(version: () => number): number | undefined {
  try {
    return version()
  } catch {
    // Whoever asks for this school next is told.
    return undefined
  }
}

/** What a file looks like whose log is empty and that nobody has written to just now; undefined of any other. */
function looksOf(file: string): string | undefined {
  // The log first: what is taken over from it between the two looks is seen in the file.
  if (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size) return undefined
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found || Date.now() - found.mtimeMs < SETTLED_MS) return undefined
  return `${found.ino}-${found.size}-${found.mtimeMs}-${found.ctimeMs}`
}
