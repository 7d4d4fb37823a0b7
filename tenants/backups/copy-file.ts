import { pack } from './pack.ts'
import { snapshotOf } from './snapshot.ts'
import { SteadyFile } from './steady-file.ts'
import type { Answers, Asks } from './tasks.ts'

/** Every byte is read once: what is packed is what is in the copy, which is checked next. */
export async function copyFile({ file, copy, packed }: Asks<'copy'>): Promise<Answers<'copy'>> {
  const written = new SteadyFile(copy)
  try {
    return await pack(kept(snapshotOf(file, `${copy}-log`), written), packed)
  } finally {
    await written.close()
  }
}

async function* kept(chunks: Iterable<Buffer>, file: SteadyFile): AsyncGenerator<Buffer> {
  for (const chunk of chunks) {
    await file.write(chunk)
    yield chunk
  }
}
