import { renderVTTCueString, VTTCue } from 'media-captions'
import { expect, test } from 'vitest'
import { FileRefused } from './failures.ts'
import { MOST_BYTES, readCaptionsFile } from './read-file.ts'
import { writeSrt, writeVtt } from './write-cues.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => readCaptionsFile(utf8(text))
function refusal(bytes: Uint8Array) {
  try {
    readCaptionsFile(bytes)
  } catch (error) {
    if (error instanceof FileRefused) return [error.code, ...error.problems.map(({ line, what }) => `${line} ${what}`)]
    throw error
  }
  return 'it was taken'
}

const SRT =
  '1\r\n00:00:01,000 --> 00:00:02,500\r\nFirst line\r\nand second\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n<i>Madder</i> & weld\r\n'

test('an SRT file is read, with Windows’ ends of lines and its italics', () => {
  expect(read(SRT)).toEqual([
    { start: 1_000, end: 2_500, text: 'First line\nand second' },
    { start: 3_000, end: 4_000, text: '<i>Madder</i> & weld' },
  ])
})

test('a WebVTT file is read: notes, styles and names of cues are passed over, places and speakers stay', () => {
  const file = [
    'WEBVTT - made by hand',
    'Kind: captions',
    '',
    'STYLE',
    '::cue { color: lime }',
    '',
    'NOTE this is no caption --> at all',
    '',
    'intro',
    '00:01.000 --> 01:00:02.000 line:0 align:start onclick:x',
    '<v.loud Mara>Put the <c.red>alum</c> in &lt;slowly&gt;</v>',
    '',
    '00:00.000 --> 00:00.900',
    'before',
  ].join('\n')
  expect(read(file)).toEqual([
    { start: 0, end: 900, text: 'before' },
    { start: 1_000, end: 3_602_000, text: 'Put the alum in <slowly>', speaker: 'Mara', settings: 'line:0 align:start' },
  ])
})

test('what a file says in windows-1252 or UTF-16 is read as it was meant', () => {
  const text = '1\n00:00:01,000 --> 00:00:02,000\nFärben mit Krapp – schön\n'
  const latin = Uint8Array.from(text, (letter) => (letter === '–' ? 0x96 : letter.charCodeAt(0)))
  const utf16 = new Uint8Array([0xff, 0xfe, ...new Uint8Array(Uint16Array.from(text, (letter) => letter.charCodeAt(0)).buffer)])
  const big = new Uint8Array([0xfe, 0xff, ...[...text].flatMap((letter) => [letter.charCodeAt(0) >> 8, letter.charCodeAt(0) & 255])])
  for (const bytes of [utf8(text), utf8(`\ufeff${text}`), latin, utf16, big]) {
    expect(readCaptionsFile(bytes)).toEqual([{ start: 1_000, end: 2_000, text: 'Färben mit Krapp – schön' }])
  }
})

test('a file that is wrong is refused with the line and what is wrong there', () => {
  const cue = (times: string) => `1\n${times}\ntext\n`
  expect(refusal(utf8(cue('00:00:05,000 --> 00:00:04,000')))).toEqual(['captions.file_lines', '2 backwards'])
  expect(refusal(utf8(cue('00:00:05,000 -> 00:00:06,000')))).toEqual(['captions.file_lines', '1 no_times'])
  expect(refusal(utf8(cue('00:61:05,000 --> 00:62:06,000')))).toEqual(['captions.file_lines', '2 times'])
  expect(refusal(utf8(cue('0:0:5 --> later')))).toEqual(['captions.file_lines', '2 times'])
  expect(refusal(utf8(`${SRT}\n3\n30:00:00,000 --> 31:00:00,000\nx\n`))).toEqual(['captions.file_lines', '11 late'])
  expect(refusal(utf8('webvtt\n\n00:01.000 --> 00:02.000\nx'))[1]).toBe('1 no_header')
  expect(refusal(utf8('Dear reader,\n\nthis is a letter.'))).toEqual(['captions.file_lines', '1 no_times', '3 no_times'])
  expect(refusal(utf8('WEBVTT\n\nNOTE nothing\n'))).toEqual(['captions.file_lines', '1 nothing'])
  expect(refusal(utf8(`1\n00:00:01,000 --> 00:00:02,000\n${'x'.repeat(1_001)}`))).toEqual(['captions.file_lines', '2 too_long'])
  expect(refusal(new Uint8Array())).toEqual(['captions.file_empty'])
  expect(refusal(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0]))).toEqual(['captions.file_not_text'])
  expect(refusal(utf8('x'.repeat(MOST_BYTES + 1)))).toEqual(['captions.file_too_large'])
  const many = Array.from({ length: 10_001 }, () => '00:01.000 --> 00:02.000\nx').join('\n\n')
  expect(refusal(utf8(`WEBVTT\n\n${many}`))).toEqual(['captions.file_lines', '30003 too_many'])
})

test('only the first few of many wrong lines are named', () => {
  const many = Array.from({ length: 50 }, (_, n) => `${n}\n00:00:02,000 --> 00:00:01,000\nx\n`).join('\n')
  expect(refusal(utf8(many))).toHaveLength(9)
})

test('markup that is not safe is text no more, and text never becomes markup', () => {
  const nasty =
    'WEBVTT\n\n00:01.000 --> 00:02.000\n<img src=x onerror=alert(1)>a<script>b</script> <b>c<i>d</b>e &lt;i&gt; 00:00 --&gt; 00:01\n'
  const [cue] = read(nasty)
  expect(cue?.text).toBe('ab <b>c<i>d</i></b>e <i> 00:00 --> 00:01')
  const written = writeVtt([{ start: 0, end: 1_000, text: 'a < b & <script>\n\nWEBVTT --> <i>x', speaker: 'A>B\nC' }])
  expect(written).toBe(
    'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v A&gt;B C>a &lt;\u2060 b &amp; &lt;\u2060script&gt;\nWEBVTT --&gt; <i>x</i></v>\n',
  )
})

test('a file of nothing but brackets is read as soon as any other', () => {
  // Each of them looked at once; looked at again for each before it, this would take a quarter of an hour.
  for (const nothing of ['<', '<a', '&lt;', '<a '])
    expect(() => read(`WEBVTT\n\n00:01.000 --> 00:02.000\n${nothing.repeat(700_000 / nothing.length)}`)).toThrow()
})

test('what a player makes of a cue is text, whatever stands in it', () => {
  const nasty = 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v x" onmouseover="alert(1)>&lt;img src=x onerror=alert(1)&gt; &lt;!-- <i>b</i>\n'
  const cues = read(nasty)
  expect(cues[0]).toMatchObject({ text: '<img src=x onerror=alert(1)> <!-- <i>b</i>' })
  const written = writeVtt(cues)
  const html = renderVTTCueString(new VTTCue(1, 2, written.split('\n').slice(3).join('\n').trim()))
  // As HTML takes it: a tag begins with a letter, a slash or an exclamation mark right behind the bracket.
  expect(html.match(/<[a-z/!][^>]*>/gi)?.filter((tag) => !/^<\/?(i|span( [a-z-]+="[^"]*")*)>$/.test(tag))).toEqual([])
  expect(html).not.toContain('" onmouseover')
  expect(read(written)).toEqual(cues.map((cue) => ({ ...cue, speaker: 'x” onmouseover=”alert(1)' })))
})

test('what is written reads the same again, as WebVTT and as SRT', () => {
  const cues = [
    { start: 0, end: 1_500, text: 'Tom & Jerry <3', settings: 'line:10%' },
    { start: 3_600_000, end: 3_601_001, text: 'two\n<b>lines</b>', speaker: 'Mara' },
  ]
  expect(read(writeVtt(cues))).toEqual(cues)
  expect(read(writeSrt(cues))).toEqual([
    { start: 0, end: 1_500, text: 'Tom & Jerry <3' },
    { start: 3_600_000, end: 3_601_001, text: 'Mara: two\n<b>lines</b>' },
  ])
})
