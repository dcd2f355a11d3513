// What a person sees on the way to an app: the login page, the consent page, and what went wrong.
import { permissions } from '#catalog/permissions'
import { isOpenIdScope, openIdScopes, type Scope } from '#catalog/oauth/scopes'
import { html, type Html } from '#lib/html'
import type { Page } from './page.ts'
import { paths } from './paths.ts'

/** A field of the login form. */
export type Field = 'username' | 'extension' | 'password'

/** Why a login did not work, in words for the person who tried. */
export interface Problem {
  readonly status: number
  readonly text: string
  /** The fields to look at. */
  readonly fields: readonly Field[]
}

/** What the login page shows. */
export interface LoginView {
  readonly requestId: string
  readonly appName: string
  readonly redirectUri: string
  /** What was typed before, or what the app hinted at. */
  readonly username: string
  readonly extension: string
  readonly problem: Problem | null
}

const fieldNames: Readonly<Record<Field, string>> = {
  username: 'Email or phone number',
  extension: 'Extension',
  password: 'Password',
}

/** The login page. */
export function loginPage(view: LoginView): Page {
  const { requestId, appName, redirectUri, username, extension, problem } = view
  const wrong = (field: Field) => problem?.fields.includes(field) === true
  // The keyboard starts at what has to be read or filled in next.
  const startsAt = problem ? null : username === '' ? 'username' : 'password'
  const attributes = (field: Field): Html =>
    html`${wrong(field) && html` aria-invalid="true"`}${startsAt === field && html` autofocus`}`
  return {
    title: `${problem ? 'Error: ' : ''}Sign in to ${appName}`,
    status: problem?.status ?? 200,
    leadsTo: redirectUri,
    main: html`<h1>Sign in</h1>
      <p class="quiet">to go on to <strong>${appName}</strong></p>
      ${problem && problemBox(problem)}
      <form method="post" action="${paths.login}">
        <input type="hidden" name="request" value="${requestId}" />
        <label for="username">${fieldNames.username}</label>
        <input
          id="username"
          name="username"
          type="text"
          value="${username}"
          maxlength="254"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required${attributes('username')}
        />
        <label for="extension">${fieldNames.extension}</label>
        <p class="hint" id="extension-hint">With a phone number that several people share.</p>
        <input
          id="extension"
          name="extension"
          type="text"
          value="${extension}"
          maxlength="16"
          inputmode="numeric"
          autocomplete="off"
          aria-describedby="extension-hint"
          ${attributes('extension')}
        />
        <label for="password">${fieldNames.password}</label>
        <input
          id="password"
          name="password"
          type="password"
          maxlength="1024"
          autocomplete="current-password"
          required${attributes('password')}
        />
        <div class="check">
          <input id="remember" name="remember" type="checkbox" value="true" />
          <label for="remember">Stay signed in on this browser</label>
        </div>
        <div class="buttons">
          <button class="main" name="decision" value="sign-in">Sign in</button>
          <button name="decision" value="deny" formnovalidate>Cancel</button>
        </div>
      </form>`,
  }
}

/** What the consent page shows. */
export interface ConsentView {
  readonly requestId: string
  readonly appName: string
  readonly redirectUri: string
  readonly scopes: readonly Scope[]
  /** Who is signed in, as in `Ava Reyes, extension 101`. */
  readonly person: string
}

/** The consent page. */
export function consentPage(view: ConsentView): Page {
  const { requestId, appName, redirectUri, scopes, person } = view
  return {
    title: `Let ${appName} use your account?`,
    leadsTo: redirectUri,
    main: html`<h1>Let ${appName} use your account?</h1>
      <p class="quiet">You are signed in as <strong>${person}</strong>.</p>
      <form method="post" action="${paths.consent}">
        <input type="hidden" name="request" value="${requestId}" />
        <h2 id="gives">What it will be able to do, as you</h2>
        <ul class="gives" aria-labelledby="gives">
          ${scopes.map((scope) => html`<li>${opens(scope)} <code>${scope}</code></li>`)}
        </ul>
        <p class="quiet" id="leads-to">You go back to <code>${redirectUri}</code></p>
        <div class="buttons">
          <button class="main" name="decision" value="authorize" aria-describedby="leads-to">
            Authorize
          </button>
          <button name="decision" value="deny">Deny</button>
        </div>
        <button class="link" name="decision" value="switch">Sign in as somebody else</button>
      </form>`,
  }
}

/** The page for what cannot go on. */
export const refusalPage = (status: number, description: string, remedy: string): Page => ({
  title: 'Error: this sign-in cannot go on',
  status,
  main: html`<h1>This sign-in cannot go on</h1>
    <p>${description}.</p>
    <p>${remedy}</p>`,
})

const opens = (scope: Scope): string =>
  isOpenIdScope(scope) ? openIdScopes[scope].opens : permissions[scope].opens

function problemBox({ text, fields }: Problem): Html {
  const links = fields.map((field) => html`<li><a href="#${field}">${fieldNames[field]}</a></li>`)
  return html`<div class="problem" role="alert" tabindex="-1" autofocus>
    <h2>You are not signed in</h2>
    <p>${text}</p>
    ${
      links.length > 0 &&
      html`<ul>
        ${links}
      </ul>`
    }
  </div>`
}
