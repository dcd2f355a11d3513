// Ways to reach RingCentral, and three ways to a token.
import { Link } from '@tanstack/react-router'
import { chapters } from 'virtual:reference/chapters'
import { exampleEnvironment } from '#catalog/projections/examples/clients'
import type { SignInRoute } from '#catalog/oauth/sign-in-routes'
import { Code } from '../kit/code.tsx'
import { StatusMark } from '../kit/marks.tsx'
import { Chapter, Sheet } from './chapter.tsx'
import { Sequence } from './sequence.tsx'

/** The chapter. */
export function Connect() {
  return (
    <Chapter
      path="/connect"
      lead="What an agent reaches is settled by the access token behind a call and the permissions that token carries. There is one way to call, one to be called, and three ways to a token."
      sections={[
        { id: 'ways', title: 'Two ways to connect', content: <Ways /> },
        ...chapters.signInRoutes.map((route) => ({
          id: route.id,
          title: route.name,
          content: <Route route={route} />,
        })),
        { id: 'here', title: 'On this machine', content: <Here /> },
        { id: 'scopes', title: 'Who the user is', content: <Scopes /> },
        { id: 'refusals', title: 'What the token endpoint refuses with', content: <Refusals /> },
      ]}
    />
  )
}

const Ways = () => (
  <>
    <dl className="cards">
      {chapters.waysToConnect.map(({ name, about }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{about}</dd>
        </div>
      ))}
    </dl>
    <p>
      An agent reaches the account and the extension that its token acts for, and no more.{' '}
      <Link to="/permissions">Permissions</Link> say which methods the token opens,{' '}
      <Link to="/events">events</Link> what can be pushed.
    </p>
  </>
)

const Route = ({ route }: { readonly route: SignInRoute }) => (
  <>
    <p className="suits">{route.suits}</p>
    <p>{route.about}</p>
    <Sequence route={route} />
    <div className="beside">
      <ul className="bullets">
        {route.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <Code text={route.example} language="shell" label={`Token by ${route.name}`} />
    </div>
  </>
)

const { gateway, direct } = exampleEnvironment

const gatewayLines = `export ${gateway.server}=http://127.0.0.1:4100
export ${gateway.token}=rfk_…  # the agent's key, for curl
export ${gateway.jwt}=…        # its JWT, for the SDKs`

const directLines = `export ${direct.server}=http://127.0.0.1:4101
export ${direct.clientId}=…
export ${direct.clientSecret}=…
export ${direct.jwt}=…
export ${direct.token}=…       # what the token endpoint answered`

const Here = () => (
  <>
    <p>
      The examples on these pages read where to call, and as whom, from their environment.{' '}
      <code>npm start</code> prints the agent’s key; <code>data/demo-credentials.json</code> holds
      the rest. For RingCentral itself the server is <code>https://platform.ringcentral.com</code>.
    </p>
    <div className="beside">
      <div>
        <h3>Through the gateway, as an agent</h3>
        <Code text={gatewayLines} language="shell" label="Environment for the gateway" />
      </div>
      <div>
        <h3>Directly, as an app</h3>
        <Code text={directLines} language="shell" label="Environment for direct calls" />
      </div>
    </div>
  </>
)

const Scopes = () => (
  <>
    <p>
      Beside <Link to="/permissions">app permissions</Link> a token can be asked for the scopes of
      OpenID Connect. They open no method; an id token then says who signed in.
    </p>
    <Sheet
      label="Scopes of OpenID Connect"
      head={['Scope', 'What the app learns']}
      rows={chapters.openIdScopes.map(({ name, opens }) => [<code key={name}>{name}</code>, opens])}
    />
  </>
)

const Refusals = () => (
  <Sheet
    label="Codes of the token endpoint"
    head={['Code', 'Status', 'error', 'What it says', 'What to do']}
    rows={chapters.oauthErrors.map(({ code, status, error, description, remedy }) => [
      <code key={code}>{code}</code>,
      <StatusMark key="status" status={status} />,
      <code key="error">{error}</code>,
      description,
      remedy,
    ])}
  />
)
