// The levers' own description.
import { Type } from 'typebox'
import type { LeverHandlers, Levers } from './lever.ts'
import type { OpenApi } from '#lib/json-api/openapi'

/** The lever that tells of the others. */
export const descriptionLevers = {
  describeLevers: {
    route: 'GET /_platform/openapi.json',
    command: 'openapi',
    summary: 'Answer the levers as OpenAPI 3.1.',
    path: Type.Object({}),
    status: 200,
    returns: Type.Unsafe<OpenApi>(Type.Object({ openapi: Type.String() })),
    problems: [],
  },
} as const satisfies Levers

/** @param describe makes the document, which has every lever in it */
export const descriptionHandlers = (
  describe: () => OpenApi,
): LeverHandlers<typeof descriptionLevers> => ({ describeLevers: () => describe() })
