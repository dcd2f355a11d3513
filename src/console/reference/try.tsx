// Calling a method from the page.
import type { MethodDetail } from '#catalog/projections/detail'

/** The panel; absent where nobody can be asked. */
export function TryPanel(_: { readonly detail: MethodDetail }) {
  return null
}
