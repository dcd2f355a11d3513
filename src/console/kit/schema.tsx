// A schema to read: a list of members, each with type, rules and words; what is in a member opens.
import type { SchemaNode } from '#catalog/projections/schema-tree'

interface MembersProps {
  readonly members: readonly SchemaNode[]
  /** How many levels stand open. */
  readonly open?: number
  /** Whether members that must be there are marked: of replies they are not. */
  readonly marksRequired?: boolean
}

/** As many stand open: closing them would save nothing. */
const fewMembers = 2

/** The members of a schema. */
export function Members({ members, open = 1, marksRequired = true }: MembersProps) {
  return (
    <ul className="members">
      {members.map((member) => (
        <Member key={member.name} node={member} open={open} marksRequired={marksRequired} />
      ))}
    </ul>
  )
}

function Member({
  node,
  open,
  marksRequired,
}: {
  readonly node: SchemaNode
  readonly open: number
  readonly marksRequired: boolean
}) {
  const { name, members } = node
  return (
    <li>
      <p className="member">
        <code className="name">{name}</code> <Type node={node} />
        {marksRequired && node.required && <span className="required">required</span>}
      </p>
      <Words node={node} />
      {members.length > 0 && (
        <details open={open > 1 || members.length <= fewMembers}>
          <summary>
            {members.length} {members.length === 1 ? 'member' : 'members'}{' '}
            <span className="quiet">{members.map((member) => member.name).join(', ')}</span>
          </summary>
          <Members members={members} open={open - 1} marksRequired={marksRequired} />
        </details>
      )}
    </li>
  )
}

function Type({ node }: { readonly node: SchemaNode }) {
  return <span className="type">{node.type}</span>
}

function Words({ node }: { readonly node: SchemaNode }) {
  const values = node.values.length > 0 ? node.values : (node.items?.values ?? [])
  const rules = [...node.rules, ...(node.items?.rules ?? []).map((rule) => `each ${rule}`)]
  if (values.length + rules.length === 0 && node.about === null && !node.items?.about) return null
  return (
    <p className="words">
      {node.about ?? node.items?.about} {rules.length > 0 && <>{sentence(rules)} </>}
      {values.length > 0 && (
        <span className="values">
          {values.map((value) => (
            <code key={value}>{value}</code>
          ))}
        </span>
      )}
    </p>
  )
}

const sentence = (rules: readonly string[]): string => {
  const text = rules.join(', ')
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`
}
