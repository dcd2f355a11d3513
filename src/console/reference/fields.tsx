// Fields for the members of a schema: those that are needed or filled in stand open, the rest behind one
// line, so that a form of forty members is as short as its call.
import { useId } from 'react'
import type { SchemaNode } from '#catalog/projections/schema-tree'
import { type FormValues, join } from './form-values.ts'

interface FieldsProps {
  readonly members: readonly SchemaNode[]
  readonly path: string
  readonly values: FormValues
  readonly onChange: (path: string, value: string) => void
  /** What stands in an empty field, by its path. */
  readonly hints?: FormValues
}

/** The fields of some members. */
export function Fields(props: FieldsProps) {
  const { members, path, values } = props
  const isShown = (member: SchemaNode) =>
    member.required || Object.keys(values).some((one) => isWithin(one, join(path, member)))
  const shown = members.filter(isShown)
  const rest = members.filter((member) => !isShown(member))
  return (
    <>
      {shown.map((member) => (
        <Field key={member.name} {...props} node={member} />
      ))}
      {rest.length > 0 && (
        <details className="more">
          <summary>
            {rest.length} more{' '}
            <span className="quiet">{rest.map(({ name }) => name).join(', ')}</span>
          </summary>
          {rest.map((member) => (
            <Field key={member.name} {...props} node={member} />
          ))}
        </details>
      )}
    </>
  )
}

const isWithin = (one: string, path: string): boolean => one === path || one.startsWith(`${path}.`)

function Field({ node, ...props }: FieldsProps & { readonly node: SchemaNode }) {
  const { path, values, onChange, hints = {} } = props
  const own = join(path, node)
  const id = useId()
  if (node.members.length > 0) {
    return (
      <fieldset className="group-of-fields">
        <legend>
          {node.name}{' '}
          <span className="quiet">{node.kind === 'list' ? 'the first of a list' : ''}</span>
        </legend>
        <Fields {...props} members={node.members} path={node.kind === 'list' ? `${own}.0` : own} />
      </fieldset>
    )
  }
  const value = values[own] ?? ''
  const options = node.kind === 'boolean' ? ['true', 'false'] : node.values
  return (
    <div className="field">
      <label htmlFor={id}>
        {node.name}
        {node.required && <span className="required"> required</span>}
      </label>
      {options.length > 0 ? (
        <select id={id} value={value} onChange={({ target }) => onChange(own, target.value)}>
          <option value="" />
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={value}
          inputMode={node.kind === 'integer' || node.kind === 'number' ? 'numeric' : 'text'}
          placeholder={hints[own] ?? placeholder(node)}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => onChange(own, target.value)}
        />
      )}
    </div>
  )
}

function placeholder({ kind, type, items }: SchemaNode): string {
  if (kind === 'list') return items?.values.slice(0, 3).join(', ') ?? 'one, two'
  return type
}
