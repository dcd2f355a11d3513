// Presence: what people set, and what their phones do at this moment.
import { fail } from '#catalog/errors'
import type { presence } from '#catalog/presence'
import type { Extension } from '#storage/platform/accounts'
import { defaultPresence, type PresenceSettings } from '#storage/platform/presence'
import { tellingPresence } from '../events/presence.ts'
import type { Handlers } from '../handler.ts'
import { paged, pageOf } from '../stages/paging.ts'
import type { Parts } from '../parts.ts'
import { type Detail, presenceReply } from './people/presence-reply.ts'
import { changedPresence, changedUnified, unifiedReply } from './people/presence-update.ts'

/** @param parts the platform's stores */
export function presenceMethods(parts: Parts): Handlers<typeof presence> {
  const { accounts, callLog, presence: settings, db } = parts

  /** Changes what a person has set; queues and menus have no such thing. */
  async function change(
    { id, type }: Extension,
    next: (had: PresenceSettings) => PresenceSettings,
  ): Promise<void> {
    if (type !== 'User') throw fail('CMN-112')
    await db.commit(() =>
      tellingPresence(parts, [id], () => settings.set(id, next(settings.of(id)))),
    )
  }

  function shown(extension: Extension, origin: string, detail: Detail = {}) {
    const calls = callLog.active({ extensionId: extension.id })
    return presenceReply(extension, settings.of(extension.id), calls, origin, detail)
  }

  const unified = ({ id, type }: Extension) =>
    unifiedReply(settings.of(id), callLog.active({ extensionId: id }), type === 'User')

  return {
    async updateUserPresenceStatus({ extension, body, origin }) {
      await change(extension, (had) => changedPresence(had, body))
      return shown(extension, origin)
    },
    readUnifiedPresence: ({ extension }) => unified(extension),
    async updateUnifiedPresence({ extension, body }) {
      await change(extension, (had) => changedUnified(had, body))
      return unified(extension)
    },
    readUserPresenceStatus: ({ extension, origin, query }) => shown(extension, origin, query),
    readAccountPresence(call) {
      const { account, query, origin } = call
      const page = pageOf(query)
      const extensions = accounts.extensions(account.id, {}, page)
      const set = settings.ofMany(extensions.map(({ id }) => id))
      const calls = Map.groupBy(
        callLog.active({ accountId: account.id }),
        ({ extensionId }) => extensionId,
      )
      const { page: _page, perPage: _perPage, ...effective } = query
      return {
        ...paged(call, effective, page, accounts.countExtensions(account.id)),
        records: extensions.map((extension) => {
          const own = set.get(extension.id) ?? defaultPresence
          return presenceReply(extension, own, calls.get(extension.id) ?? [], origin, query)
        }),
      }
    },
  }
}
