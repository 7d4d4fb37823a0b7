/** Each attempt writes below a prefix of its own, so a killed one leaves nothing that anybody reads. */
export const attemptPrefix = (assetId: string, attempt: string) => `assets/${assetId}/${attempt}/`
