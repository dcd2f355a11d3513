// The admin API as one Markdown document, made from its table: docs/admin-api.md.
import { groupSections, problemSection } from '#lib/json-api/markdown'
import { problems } from './problems.ts'
import { routeGroups } from './routes/routes.ts'

/** The document, ending with a newline. */
export function adminMarkdown(): string {
  return `${[
    '# Admin API',
    'What the command line does, for programs: agents, their credentials and grants, the audit log, the installation. Generated from its table (`npm run docs`); `GET /api/v1/openapi.json` answers the same as OpenAPI 3.1.',
    'Send `Authorization: Bearer` with the admin token, which `ringfence start` prints and `DIR/ringfence.json` holds while it runs. Bodies are JSON and are sent as `application/json`; times are ISO 8601. An agent is named by its id or its name. The API answers under the loopback’s names, the address it listens on and the host of `--public-url`; pages of other sites are refused, and it has no CORS. Every change is in the audit log, before it is made, as an `admin` record by `admin-token`.',
    '```sh\ncurl -H "Authorization: Bearer $RINGFENCE_ADMIN_TOKEN" http://127.0.0.1:4100/api/v1/agents\n```',
    ...groupSections(routeGroups),
    ...problemSection(problems),
  ].join('\n\n')}\n`
}
