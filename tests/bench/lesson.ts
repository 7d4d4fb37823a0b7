import { ReadableStream } from 'node:stream/web'
import { decode } from 'turbo-stream'
import { z } from 'zod'
import type { ChildServer } from './child-server.ts'
import { mustHydrate } from './hydrates.ts'
import { type Lessons, lessonSchool } from './lesson-school.ts'
import { residentMb } from './process-facts.ts'
import { startReference } from './reference.ts'
import { BenchFailed, type Finding, rounded, say } from './report.ts'
import { inTurn, median } from './rounds.ts'
import { startShipped } from './shipped-server.ts'
import { needWrk, wrk } from './wrk.ts'

// Short and many: what else the machine does changes within seconds.
const ROUNDS = 9
const SECONDS = 3
const MAX_RSS_MB = 300

/**
 * The page a signed-in student learns on (ninety lessons, a film, a text), every request with its session, its queries and what
 * it needs to hydrate, ÷ a bare `node:http` server that draws the same components from the same props by `renderToString`.
 */
export async function lesson(): Promise<Finding> {
  await needWrk()
  const shipped = await startShipped()
  const { server } = shipped
  let reference: ChildServer | undefined
  try {
    const lessons = await lessonSchool(shipped)
    const host = shipped.host('bench')
    await mustHydrate(`http://${host}`, lessons)

    const headers = { Host: host, Cookie: lessons.cookie, Accept: 'text/html' }
    const answer = (await server.page(lessons.path, headers)).body.toString()
    const data = await propsOf(server, lessons, headers)
    const started = await startReference('lesson-reference', { path: lessons.path, data })
    reference = started
    const drawn = (await started.page(lessons.path, headers)).body.toString()
    refuseUnlike(answer, drawn)

    const load = (of: ChildServer, seconds = SECONDS) => wrk({ server: of, path: lessons.path, seconds, headers })
    await load(server, 5)
    await load(started, 2)
    const rounds = await inTurn(
      ROUNDS,
      () => load(server),
      () => load(started),
    )
    const rss = residentMb(server.pid)
    refuseUnlike((await server.page(lessons.path, headers)).body.toString(), drawn)

    const ratios = rounds.map((round) => round.ours.perSecond / round.reference.perSecond)
    say(`lesson: ${ratios.map((ratio) => ratio.toFixed(3)).join(' ')}`)
    return {
      bench: 'lesson',
      figure: rounded(median(ratios)),
      better: 'higher',
      bar: 0.08,
      per_second: Math.round(median(rounds.map((round) => round.ours.perSecond))),
      reference_per_second: Math.round(median(rounds.map((round) => round.reference.perSecond))),
      p95_ms: rounded(median(rounds.map((round) => round.ours.p95)), 1),
      rss_mb: rss,
      cpu_ratio: rounded(median(rounds.map((round) => round.reference.cpuMs / round.ours.cpuMs))),
      cpu_ms: rounded(median(rounds.map((round) => round.ours.cpuMs))),
      reference_cpu_ms: rounded(median(rounds.map((round) => round.reference.cpuMs))),
      document_bytes: Buffer.byteLength(answer),
      drawn_bytes: Buffer.byteLength(drawn),
      ratios: ratios.map((ratio) => rounded(ratio)),
      misses: rss > MAX_RSS_MB ? [`${rss} MB are resident after the load, more than ${MAX_RSS_MB}`] : [],
    }
  } finally {
    await reference?.stop()
    await shipped.stop()
  }
}

const Part = z.object({ data: z.unknown() })
const Parts = z.object({ root: Part, 'school/learn/lesson': Part })

/** The props of the page, as the shipped server itself sends them to a browser that navigates. */
async function propsOf(server: ChildServer, { path }: Lessons, headers: Readonly<Record<string, string>>) {
  const { body } = await server.page(`${path}.data`, headers)
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(body)
      controller.close()
    },
  })
  const decoded = await decode(stream as globalThis.ReadableStream<Uint8Array>)
  await decoded.done
  const parts = Parts.parse(decoded.value)
  return { root: parts.root.data, lesson: parts['school/learn/lesson'].data }
}

/** Both must have drawn the same: as many elements of each kind in the body, apart from what only hydration needs. */
function refuseUnlike(answer: string, drawn: string): void {
  const [ours, theirs] = [elementsOf(answer), elementsOf(drawn)]
  const listed = answer.match(/<a href="\/learn\/[^/"]+\/[^/"]+"/g)?.length ?? 0
  if (listed < 90) throw new BenchFailed(`the page lists ${listed} of ninety lessons`)
  if (ours !== theirs) throw new BenchFailed(`not the same page:\nours      ${ours}\nreference ${theirs}`)
}

function elementsOf(html: string): string {
  // React streams in what comes late (Remix's data, in no element of its own) as a template and a hidden box.
  const late = /<script\b[\s\S]*?<\/script>|<template id="B:|<div hidden id="S:|<link\b/g
  const body = html.slice(html.indexOf('<body')).replace(late, '')
  const counts = new Map<string, number>()
  for (const [, name = ''] of body.matchAll(/<([a-z][a-z0-9]*)/g)) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts]
    .sort()
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}
