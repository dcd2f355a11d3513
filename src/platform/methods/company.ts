// What belongs to the company as a whole: prompts, and the forwarding of all its calls.
import type { Static } from 'typebox'
import type { company as catalog } from '#catalog/company'
import type { ForwardAllCalls } from '#catalog/schemas/company'
import type { Account } from '#storage/platform/accounts'
import type { Handlers } from '../handler.ts'
import type { Parts } from '../parts.ts'
import { ivrPromptMethods } from './people/ivr-prompts.ts'

/** @param parts the platform's stores */
export function companyMethods(parts: Parts): Handlers<typeof catalog> {
  const { accounts, company, db } = parts

  function forwarding(account: Account): Static<typeof ForwardAllCalls> {
    const operator = accounts.extension(account.operatorId)
    return {
      enabled: company.forwardsAllCalls(account.id),
      ranges: [],
      callHandlingAction: 'Operator',
      ...(operator
        ? {
            extension: {
              id: String(operator.id),
              name: operator.name,
              extensionNumber: operator.number,
            },
          }
        : {}),
    }
  }

  return {
    ...ivrPromptMethods(parts),
    getForwardAllCompanyCalls: ({ account }) => forwarding(account),
    async updateForwardAllCompanyCalls({ body, account }) {
      await db.commit(() => company.setForwardsAllCalls(account.id, body.enabled))
      return forwarding(account)
    },
  }
}
