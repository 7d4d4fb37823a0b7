/**
 * Works on `most` items at once. After the first failure, also of `items` itself, no further one is begun. It ends, with that failure,
 * when all that were begun have ended: who clears up afterwards must not be written after.
 */
export async function inParallel<T>(
  most: number,
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = []
  const underWay = new Set<Promise<unknown>>()
  try {
    for await (const item of items) {
      if (failures.length) break
      const one = work(item)
        .catch((error: unknown) => failures.push(error))
        .finally(() => underWay.delete(one))
      underWay.add(one)
      if (underWay.size >= most) await Promise.race(underWay)
      if (failures.length) break
    }
  } catch (error) {
    failures.push(error)
  }
  await Promise.all(underWay)
  if (failures.length) throw failures[0]
}
