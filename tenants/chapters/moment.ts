/** 7:42, 75:00, 1:02:03 and bare seconds, as seconds; undefined for anything else, such as 0:75. */
export function readMoment(text: string): number | undefined {
  const match = /^\s*(?:(?:(\d{1,2}):(?=\d{1,2}:))?(\d{1,3}):(?=\d{1,2}\s*$))?(\d{1,5})\s*$/.exec(text)
  if (!match) return undefined
  const [, hours, minutes, seconds = ''] = match
  if (minutes !== undefined && Number(seconds) > 59) return undefined
  if (hours !== undefined && Number(minutes) > 59) return undefined
  return (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds)
}

/** 7:42, 1:02:03 */
export function showMoment(second: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(second / 3_600)
  const minutes = Math.floor(second / 60) % 60
  return hours ? `${hours}:${two(minutes)}:${two(second % 60)}` : `${minutes}:${two(second % 60)}`
}
