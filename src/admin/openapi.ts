// The admin API as OpenAPI 3.1, made from its table.
import * as document from '#lib/json-api/openapi'
import { problems } from './problems.ts'
import { routeGroups } from './routes/routes.ts'
import * as schemas from './schemas.ts'

/** The document. `version` is the product's. */
export const openApi = (version: string): document.OpenApi =>
  document.openApi({
    title: 'Ringfence admin API',
    version,
    description: 'What the command line and the console do, for programs.',
    groups: routeGroups,
    problems,
    schemas: {
      Agent: schemas.Agent,
      Credential: schemas.Credential,
      NewCredential: schemas.NewCredential,
      Grant: schemas.Grant,
      GridRow: schemas.GridRow,
      AuditRecord: schemas.AuditRecord,
      Head: schemas.Head,
      Verification: schemas.Verification,
      Connection: schemas.Connection,
    },
    token: { name: 'adminToken', description: 'The admin token.' },
  })
