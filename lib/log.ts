import { pino } from 'pino'

export type Log = pino.Logger

/** A failed query's message carries its parameters, and those are people's addresses; its cause says what was wrong. */
function withoutParameters(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { cause } = error
  if (!('params' in error) || !(cause instanceof Error)) return pino.stdSerializers.err(error)
  return { ...pino.stdSerializers.err(cause), stack: error.stack?.slice(error.stack.indexOf('\n    at ')) }
}

/** One logger for the process; children carry `tenant` and `request`. Nothing that opens a door is ever written. */
export const log: Log = pino({
  level: process.env.LOG_LEVEL ?? (process.env.NODE_ENV === 'test' ? 'silent' : 'info'),
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: withoutParameters },
  redact: {
    paths: ['password', '*.password', 'token', '*.token', 'cookie', '*.cookie', 'authorization', '*.authorization'],
    censor: '[kept out]',
  },
})
