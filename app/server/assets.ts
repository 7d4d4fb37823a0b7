import express, { type RequestHandler } from 'express'
import { rootPath } from '#lib/paths.ts'

/** Files of the build: hashed ones for ever, the rest for an hour. */
export function assetHandler(): RequestHandler {
  const folder = rootPath('build', 'client')
  const hashed = express.static(`${folder}/assets`, { immutable: true, maxAge: '1y', index: false, fallthrough: true })
  const rest = express.static(folder, { maxAge: '1h', index: false })
  return (req, res, next) => {
    if (!req.url.startsWith('/assets/')) return rest(req, res, next)
    req.url = req.url.slice('/assets'.length)
    hashed(req, res, (error?: unknown) => {
      req.url = `/assets${req.url}`
      next(error)
    })
  }
}
