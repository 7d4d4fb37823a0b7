/** A fixed moment: relative times in the gallery read the same on every day and in every picture of it. */
export const galleryNow = Date.UTC(2026, 10, 20, 9, 30)
