import { pino } from 'pino'

export type Log = pino.Logger

/** One logger for the process; children carry `tenant` and `request`. Nothing that opens a door is ever written. */
export const log: Log = pino({
  level: process.env.LOG_LEVEL ?? (process.env.NODE_ENV === 'test' ? 'silent' : 'info'),
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: {
    paths: ['password', '*.password', 'token', '*.token', 'cookie', '*.cookie', 'authorization', '*.authorization'],
    censor: '[kept out]',
  },
})
