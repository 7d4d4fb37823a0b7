import { statSync } from 'node:fs'

/** A later change within one tick of the file system's clock could carry the same moment. Milliseconds. */
const SETTLED_MS = 100
const MOST = 50_000

interface Rest {
  readonly file: string
  readonly looks: string
  readonly version: number
  /** The folder at a moment when the file looked so and had no log. As long as that has not changed, it has none. */
  folder: string | undefined
}

/**
 * Remembers the content version of files that were closed, for as long as they look as they did: who only asks whether something
 * changed then needs a look at a folder instead of opening the file, which takes a hundred times as long.
 * For plain disks; on a file system that does not tell times truly nothing may be asked here.
 */
export class Resting {
  readonly #known = new Map<string, Rest>()

  /** @param folder that all files lie in */
  constructor(private readonly folder: string) {}

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
    this.#known.set(id, { file, looks: before, version: known, folder: undefined })
  }

  /** What changes whenever a file comes or goes, as each does that SQLite writes beside a school; undefined when it just has. */
  folderLooks(): string | undefined {
    const found = statSync(this.folder, { throwIfNoEntry: false })
    return found && isSettled(found.mtimeMs) ? `${found.mtimeMs}-${found.ctimeMs}` : undefined
  }

  /**
   * Undefined when the file has to be asked itself.
   * @param folder as the folder looked at a moment from which on the answer is to be true
   */
  versionOf(id: string, folder: string | undefined): number | undefined {
    const rest = this.#known.get(id)
    if (rest === undefined) return undefined
    if (folder !== undefined && rest.folder === folder) return rest.version
    if (looksOf(rest.file) !== rest.looks) return undefined
    // An empty log is somebody's who may write to it, and the folder would not show it.
    rest.folder = statSync(logOf(rest.file), { throwIfNoEntry: false }) ? undefined : folder
    return rest.version
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

const logOf = (file: string) => `${file}-wal`
const isSettled = (changedMs: number) => Date.now() - changedMs >= SETTLED_MS

/** What a file looks like whose log is empty and that nobody has written to just now; undefined of any other. */
function looksOf(file: string): string | undefined {
  // The log first: what is taken over from it between the two looks is seen in the file.
  if (statSync(logOf(file), { throwIfNoEntry: false })?.size) return undefined
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found || !isSettled(found.mtimeMs)) return undefined
  return `${found.ino}-${found.size}-${found.mtimeMs}-${found.ctimeMs}`
}
