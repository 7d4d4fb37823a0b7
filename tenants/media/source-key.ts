/** Where a file lies as it was uploaded, among the objects of its school. */
export const sourceKeyOf = (assetId: string): string => `assets/${assetId}/source`
