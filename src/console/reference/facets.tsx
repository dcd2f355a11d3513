// What the table is narrowed by: each facet's values with how many methods they would show.
import { facetNames, type FacetName, type Shown, type View } from '#catalog/projections/facets'
import { facetLabels, valueLabel } from './labels.ts'

interface FacetsProps {
  readonly view: View
  readonly counts: Shown['facets']
  readonly setView: (view: View) => void
}

/** The facets, one under the other. */
export const Facets = (props: FacetsProps) => (
  <div className="facets">
    {facetNames.map((name) => (
      <Facet key={name} name={name} {...props} />
    ))}
  </div>
)

function Facet({ name, view, counts, setView }: FacetsProps & { readonly name: FacetName }) {
  const chosen = view.chosen[name] ?? []
  const choose = (value: string, isChosen: boolean) => {
    const values = isChosen ? [...chosen, value] : chosen.filter((one) => one !== value)
    setView({ ...view, chosen: { ...view.chosen, [name]: values } })
  }
  return (
    <fieldset data-facet={name}>
      <legend>{facetLabels[name]}</legend>
      {counts[name].map(({ value, count }) => (
        <label key={value} data-empty={count === 0}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ target }) => choose(value, target.checked)}
          />
          <span className="value" data-value={value}>
            {valueLabel(name, value)}
          </span>
          <span className="count">{count}</span>
        </label>
      ))}
    </fieldset>
  )
}
