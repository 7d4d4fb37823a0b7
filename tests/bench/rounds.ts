/** Middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
}

/**
 * Measures ours and the reference in turn, changing who goes first, so that what else the machine does meets both alike;
 * only the two halves of one round are ever divided by each other.
 */
export async function inTurn<A, B>(
  rounds: number,
  ours: (round: number) => Promise<A>,
  reference: (round: number) => Promise<B>,
): Promise<{ ours: A; reference: B }[]> {
  const measured: { ours: A; reference: B }[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await ours(round)
      measured.push({ ours: first, reference: await reference(round) })
    } else {
      const first = await reference(round)
      measured.push({ reference: first, ours: await ours(round) })
    }
  }
  return measured
}
