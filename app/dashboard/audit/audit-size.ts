/** Lines of one page, and of one file. */
export const PAGE = 50
export const CSV_MOST = 5_000
