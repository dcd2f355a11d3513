// Which of some names somebody who misspelt one may have meant.

/** Up to three names close to what was written, the closest first; none when nothing is close. */
export function nearest(written: string, names: readonly string[]): string[] {
  const wanted = written.toLowerCase()
  const limit = Math.max(2, Math.floor(wanted.length / 3))
  return names
    .map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** How many letters to add, take away or exchange (Levenshtein); 1 where one name holds the other. */
function distanceOf(one: string, other: string): number {
  if (one.length > 2 && other.includes(one)) return 1
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [at, letter] of one.split('').entries()) {
    const next = [at + 1]
    for (const [index, wanted] of other.split('').entries()) {
      const exchanged = (row[index] ?? 0) + (letter === wanted ? 0 : 1)
      next.push(Math.min(exchanged, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
