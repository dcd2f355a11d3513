// What the agent of the first start may do: enough to try things, not enough to try them all.
import type { Access, Resource } from '#catalog/method'

/** The name of the agent of the first start. */
export const demoAgentName = 'demo'

/** Its grants, each with reach `own`. */
export const demoAgentGrants: readonly { readonly resource: Resource; readonly access: Access }[] =
  [
    { resource: 'message', access: 'read' },
    { resource: 'message', access: 'write' },
    { resource: 'attachment', access: 'read' },
    { resource: 'call record', access: 'read' },
    { resource: 'presence', access: 'read' },
    { resource: 'extension', access: 'read' },
    { resource: 'account', access: 'read' },
    { resource: 'chat', access: 'read' },
    { resource: 'post', access: 'read' },
  ]
