// The measures of a sheet of a fax. They stand alone, so that what only counts loads no library.

/** US Letter with the margin around what is on it, in points (1/72 inch). */
export const sheet = { width: 612, height: 792, margin: 54 } as const

const [size, leading] = [10, 12]

/** How text is set: points, letters a line (of Courier, whose letters are 0.6 as wide as high) and lines a page. */
export const typing = {
  size,
  leading,
  columns: Math.floor((sheet.width - 2 * sheet.margin) / (size * 0.6)),
  rows: Math.floor((sheet.height - 2 * sheet.margin) / leading),
} as const

/** More bytes than a text has that fits on this many pages: every letter of four bytes, every line full. */
export const mostTextBytes = (pages: number): number =>
  pages * typing.rows * (typing.columns * 4 + 2)
