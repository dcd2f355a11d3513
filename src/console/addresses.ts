// Where the pages are.

/** What they are served under; the export has its addresses behind `#`. */
export const basePath = '/reference'

/** The address of a file beside the pages. */
export const fileAddress = (name: string): string => (isExport ? name : `${basePath}/${name}`)
