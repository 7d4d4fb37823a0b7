/** What each thing at Mux carries along, and Mux says back: whose it is. */
export const passthroughOf = (schoolId: string, assetId: string): string => `${schoolId}/${assetId}`

/** Undefined for what is none of ours. */
export function readPassthrough(text: string | undefined): { schoolId: string; assetId: string } | undefined {
  const [, schoolId, assetId] = /^([a-z0-9]+)\/(asset_[a-z0-9]+)$/.exec(text ?? '') ?? []
  return schoolId && assetId ? { schoolId, assetId } : undefined
}
