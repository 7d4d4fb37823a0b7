import { closeSync, openSync, readFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { isCode } from './errno.ts'

// Files, connections and the pipes of children are descriptors, and a process may have so many of them (getrlimit(2), RLIMIT_NOFILE).

/** Of each that a process may have; what is left is for files being sent and taken, children and Node itself. */
const SHARE = { connections: 0.5, schools: 0.25 }

/** SQLite's file, its log and the log's index. */
const OF_A_SCHOOL = 3

/** How many connections and how many schools fit at the same time. Endless where the system does not say. */
export function mostAtOnce(limit = descriptorLimit()): { readonly connections: number; readonly schools: number } {
  return {
    connections: Math.max(1, Math.floor(limit * SHARE.connections)),
    schools: Math.max(1, Math.floor((limit * SHARE.schools) / OF_A_SCHOOL)),
  }
}

function descriptorLimit(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.POSITIVE_INFINITY)
  } catch {
    // Only Linux has this file.
    return Number.POSITIVE_INFINITY
  }
}

/** Node's words for a process, or a machine, that has as many open as it may (errno(3)). */
export const isOutOfDescriptors = (error: unknown): boolean => isCode(error, 'EMFILE', 'ENFILE')

/** Whether another school could not be opened at this moment. */
export function noneLeft(): boolean {
  const opened: number[] = []
  try {
    while (opened.length < OF_A_SCHOOL) opened.push(openSync(devNull, 'r'))
    return false
  } catch (error) {
    if (isOutOfDescriptors(error)) return true
    throw error
  } finally {
    for (const one of opened) closeSync(one)
  }
}
