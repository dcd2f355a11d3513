// What a change of an extension tells: who follows that extension, and who follows all of the account.
import type { Static } from 'typebox'
import type { ExtensionEvent } from '#catalog/schemas/events/account'
import type { Extension } from '#storage/platform/accounts'
import type { Parts } from '../parts.ts'

/** What of an extension changed, in RingCentral's words. */
export type ExtensionHint = NonNullable<Static<typeof ExtensionEvent>['hints']>[number]

/** Tells of an extension of which something changed. */
export function extensionChanged(
  { publish }: Pick<Parts, 'publish'>,
  { id, accountId }: Pick<Extension, 'id' | 'accountId'>,
  hint: ExtensionHint,
): void {
  const body = () => ({ extensionId: String(id), eventType: 'Update', hints: [hint] })
  publish({ event: 'extension', whose: { of: 'extension', extensionId: id }, body })
  publish({ event: 'extensions', whose: { of: 'account', accountId }, body })
}
