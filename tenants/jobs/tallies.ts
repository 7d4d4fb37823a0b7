import { Tally } from '#lib/tally.ts'

/** Jobs that were given up for good, by kind: somebody has to look. */
export const givenUp = new Tally<[kind: string]>()
