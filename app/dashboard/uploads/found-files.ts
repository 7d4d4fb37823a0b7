import type { FoundFile } from './video-files.ts'

/** Files from a dialog; those of a folder know their way in it. */
export const filesChosen = (files: Iterable<File>): FoundFile[] =>
  [...files].map((file) => ({ file, path: file.webkitRelativePath || file.name }))

/**
 * Files that were dropped, those in folders and their folders too. A browser hands the entries out during the event only,
 * so this has to be called in it; reading them takes as long as it takes.
 */
export function filesDropped(transfer: Pick<DataTransfer, 'items' | 'files'>): Promise<FoundFile[]> {
  const files = filesChosen(transfer.files)
  const entries = [...transfer.items].flatMap((item) => (item.kind === 'file' ? (item.webkitGetAsEntry?.() ?? []) : []))
  return entries.length ? Promise.all(entries.map(filesOf)).then((found) => found.flat()) : Promise.resolve(files)
}

/** The name of the one folder that was dropped or chosen, when it was one. */
export function folderOf(found: readonly FoundFile[]): string | undefined {
  const folders = new Set(found.map(({ path }) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')))
  const [only] = folders
  return folders.size === 1 && only ? only : undefined
}

async function filesOf(entry: FileSystemEntry): Promise<FoundFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ file, path: entry.fullPath.replace(/^\//, '') }]
  }
  if (!isFolder(entry)) return []
  const inside: FoundFile[] = []
  const reader = entry.createReader()
  // Chromium hands out a hundred at a time; an empty answer is the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return inside
    for (const one of some) inside.push(...(await filesOf(one)))
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
