import { Link } from './link.ts'

// A link in a process of its own, as a bucket is: `<path> [from to]`, where the bytes from one share to another are held back. Says its
// address, and to each message how much it has given.

const [path = '', from, to] = process.argv.slice(2)

Link.to(path).then(
  (link) => {
    if (from !== undefined) link.hold(Number(from), Number(to))
    process.send?.({ url: link.url, given: 0, size: link.size })
    process.on('message', () => process.send?.({ url: link.url, given: link.given, size: link.size }))
    process.on('disconnect', () => process.exit(0))
  },
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
