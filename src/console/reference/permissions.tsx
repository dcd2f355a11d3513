// App permissions: what each opens, how sensitive it is, which methods take it.
import { chapters } from 'virtual:reference/chapters'
import { index } from 'virtual:reference/methods'
import { AccessMark, SensitivityMark } from '../kit/marks.tsx'
import { Chapter, MethodLink } from './chapter.tsx'

/** The chapter. */
export function Permissions() {
  const { permissions, openMethods } = chapters
  const list = (listed: 'table' | 'beyond') =>
    permissions.filter((permission) => permission.listed === listed)
  return (
    <Chapter
      path="/permissions"
      lead="An app is given permissions, a token carries some of them, and a method asks for one. Reading never implies writing: reading a mailbox takes ReadMessages, deleting from it EditMessages. Some open far more than others."
      sections={[
        { id: 'guide', title: 'Of the guide’s methods', content: <List of={list('table')} /> },
        { id: 'beyond', title: 'Beyond the guide', content: <List of={list('beyond')} /> },
        {
          id: 'none',
          title: 'No permission',
          content: (
            <>
              <p>
                Any valid token will do for these; subscriptions still deliver only what the token
                may read.
              </p>
              <Methods ids={openMethods} />
            </>
          ),
        },
      ]}
    />
  )
}

type Entry = (typeof chapters.permissions)[number]

const List = ({ of }: { readonly of: readonly Entry[] }) => (
  <ul className="permissions">
    {of.map(({ name, opens, sensitivity, methods }) => (
      <li key={name} id={name}>
        <div>
          <h3>{name}</h3>
          <SensitivityMark level={sensitivity} />
        </div>
        <div>
          <p>{opens}</p>
          {methods.length === 0 ? (
            <p className="quiet">No method takes it: it is for events.</p>
          ) : (
            <Methods ids={methods} />
          )}
        </div>
      </li>
    ))}
  </ul>
)

const Methods = ({ ids }: { readonly ids: readonly string[] }) => (
  <ul className="opens">
    {ids.map((id) => {
      const access = index.methods.find((method) => method.id === id)?.access
      return (
        <li key={id}>
          {access && <AccessMark access={access} />} <MethodLink id={id} />
        </li>
      )
    })}
  </ul>
)
