/** What can become of a batch; an open one has codes that still work. */
export type BatchState = 'open' | 'used_up' | 'withdrawn' | 'expired'
export type CodeState = 'unused' | 'used' | 'withdrawn' | 'expired'

interface Validity {
  readonly expiresAt: number | null
  readonly withdrawnAt: number | null
}

const DAY = 86_400_000

export function batchState(batch: Validity & { count: number; used: number }, now = Date.now()): BatchState {
  if (batch.used >= batch.count) return 'used_up'
  return batch.withdrawnAt ? 'withdrawn' : hasExpired(batch, now) ? 'expired' : 'open'
}

/** A code that was used stays used, whatever happens to its batch afterwards. */
export function codeState(batch: Validity, code: { usedAt: number | null }, now = Date.now()): CodeState {
  if (code.usedAt) return 'used'
  return batch.withdrawnAt ? 'withdrawn' : hasExpired(batch, now) ? 'expired' : 'unused'
}

/** A day that has ended by UTC goes on for twelve hours more somewhere on Earth, and the card names the day alone. */
const DAY_ENDS_EVERYWHERE_MS = 12 * 3_600_000

export const hasExpired = ({ expiresAt }: Pick<Validity, 'expiresAt'>, now: number): boolean =>
  expiresAt !== null && expiresAt + DAY_ENDS_EVERYWHERE_MS <= now

/**
 * The last millisecond (UTC) of the day that lies `days` ahead: a card that says “valid until 20 December” then works on
 * that day too, wherever it is read (hasExpired).
 */
export const expiryInDays = (days: number, now = Date.now()): number => (Math.floor(now / DAY) + days + 1) * DAY - 1
