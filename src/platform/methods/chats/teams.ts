// Teams: who may see, change and leave them. Who made a team administers it.
import type { Static } from 'typebox'
import { fail } from '#catalog/errors'
import { livePaging } from '#catalog/live'
import type { Team as TeamSchema } from '#catalog/schemas/team-messaging'
import type { teams } from '#catalog/siblings/teams'
import type { Extension } from '#storage/platform/accounts'
import type { Chat, Post } from '#storage/platform/conversations'
import { chatChanged, chatRemoved, membersAdded, membersRemoved } from '../../events/chats.ts'
import { postAdded } from '../../events/posts.ts'
import type { Handlers } from '../../handler.ts'
import type { Parts } from '../../parts.ts'
import { administers, chatsSeen, teamReply } from './chats-seen.ts'
import { readPage, readToken } from './page-tokens.ts'

/** @param parts the platform's stores and clock */
export function teamMethods(parts: Parts): Handlers<typeof teams> {
  const { chatFiles, conversations, db, clock, files, profile } = parts
  const { personOf } = chatsSeen(parts)

  /** The team of a path: one the user is in, or a public one of the company. Throws CMN-102. */
  function teamOf(chatId: string, { id, accountId }: Extension): Chat {
    const team = conversations.chat(Number(chatId))
    if (team?.type === 'Team' && team.accountId === accountId) {
      if (team.isPublic || conversations.isMember(team.id, id)) return team
    }
    throw fail('CMN-102', { parameterName: 'chatId' })
  }

  /** The team of a path that the user administers. Throws CMN-102, CMN-402. */
  function ownTeamOf(chatId: string, extension: Extension): Chat {
    const team = teamOf(chatId, extension)
    const isMember = conversations.isMember(team.id, extension.id)
    if (isMember && administers(team, extension)) return team
    throw fail('CMN-402', { reason: 'only the team’s admin may' })
  }

  /** Stores a team with what changes of it. */
  function change(team: Chat, changes: Partial<Chat>): Chat {
    const changed = { ...team, ...changes, modifiedAt: clock.now() }
    conversations.updateChat(changed)
    return changed
  }

  /** Tells a team who has come. */
  function tell(
    team: Chat,
    { id }: Extension,
    type: Post['type'],
    added?: readonly number[],
  ): void {
    const now = clock.now()
    const post = conversations.addPost({
      chatId: team.id,
      creatorId: id,
      type,
      text: null,
      createdAt: now,
      modifiedAt: now,
      details: {
        attachments: [],
        mentions: [],
        ...(added ? { addedPersonIds: added.map(String) } : {}),
      },
    })
    postAdded(parts, post)
  }

  const setStatus = (chatId: string, extension: Extension, status: Chat['status']) =>
    db.commit(() => {
      const team = ownTeamOf(chatId, extension)
      if (team.status !== status) chatChanged(parts, team, change(team, { status }))
    })

  return {
    listGlipTeamsNew({ query, extension, origin }) {
      const { id, accountId } = extension
      const list = `teams of ${id}`
      const { rows, ...around } = readPage({
        place: { origin, path: '/team-messaging/v1/teams' },
        query,
        token: readToken(query, list),
        list,
        isCounted: profile === 'guide' || livePaging.listGlipTeamsNew !== 'token',
        source: {
          rows: (slice) => conversations.teams(accountId, id, slice),
          count: () => conversations.countTeams(accountId, id),
          countBefore: (position) => conversations.countTeams(accountId, id, position),
        },
      })
      return { ...around, records: rows.map(wholeTeam) }
    },
    readGlipTeamNew: ({ params, extension }) => wholeTeam(teamOf(params.chatId, extension)),
    async patchGlipTeamNew({ params, body, extension }) {
      const name = body.name?.trim()
      if (name === '') throw fail('CMN-101', { parameterName: 'name' })
      const team = await db.commit(() => {
        const had = ownTeamOf(params.chatId, extension)
        requireActive(had)
        const changed = change(had, {
          name: name ?? had.name,
          description: body.description ?? had.description,
          isPublic: body.public ?? had.isPublic,
        })
        chatChanged(parts, had, changed)
        return changed
      })
      return wholeTeam(team)
    },
    async deleteGlipTeamNew({ params, extension }) {
      const keys = await db.commit(() => {
        const team = ownTeamOf(params.chatId, extension)
        const dropped = chatFiles.removeOf(team.id)
        chatRemoved(parts, team)
        conversations.removeChat(team.id)
        return dropped
      })
      files.drop(keys)
    },
    async addGlipTeamMembersNew({ params, body, extension }) {
      requireSome(body.members)
      await db.commit(() => {
        const team = ownTeamOf(params.chatId, extension)
        requireActive(team)
        const named = new Set(body.members.map((one) => personOf(one, extension.accountId).id))
        const added = [...named].filter((id) => !conversations.isMember(team.id, id))
        if (added.length === 0) return
        for (const id of added) conversations.addMember(team.id, id)
        membersAdded(parts, team, added)
        tell(team, extension, 'PersonsAdded', added)
      })
    },
    async removeGlipTeamMembersNew({ params, body, extension }) {
      requireSome(body.members)
      await db.commit(() => {
        const team = ownTeamOf(params.chatId, extension)
        requireActive(team)
        for (const { id = '' } of body.members) {
          const parameterName = 'members.id'
          if (id === String(extension.id)) {
            throw fail('CMN-101', { parameterName, reason: 'is yourself: leave the team instead' })
          }
          if (!/^\d+$/.test(id) || !conversations.isMember(team.id, Number(id))) {
            throw fail('CMN-102-BODY', { parameterName, reason: 'is not in the team' })
          }
          conversations.removeMember(team.id, Number(id))
        }
        const removed = body.members.map(({ id }) => Number(id))
        membersRemoved(parts, change(team, {}), removed)
      })
    },
    async joinGlipTeamNew({ params, extension }) {
      await db.commit(() => {
        const team = teamOf(params.chatId, extension)
        if (conversations.isMember(team.id, extension.id)) return
        requireActive(team)
        conversations.addMember(team.id, extension.id)
        membersAdded(parts, team, [extension.id])
        tell(team, extension, 'PersonJoined')
      })
    },
    async leaveGlipTeamNew({ params, extension }) {
      await db.commit(() => {
        const team = teamOf(params.chatId, extension)
        if (!conversations.isMember(team.id, extension.id)) {
          throw fail('CMN-404', { reason: 'you are not in the team' })
        }
        requireActive(team)
        conversations.removeMember(team.id, extension.id)
        const left = change(team, team.creatorId === extension.id ? { creatorId: null } : {})
        membersRemoved(parts, left, [extension.id])
      })
    },
    archiveGlipTeamNew: ({ params, extension }) => setStatus(params.chatId, extension, 'Archived'),
    unarchiveGlipTeamNew: ({ params, extension }) => setStatus(params.chatId, extension, 'Active'),
  }
}

const wholeTeam = (team: Chat): Static<typeof TeamSchema> => ({ ...teamReply(team), type: 'Team' })

function requireActive({ status }: Chat): void {
  if (status !== 'Active') throw fail('CMN-109', { reason: 'the team is archived' })
}

function requireSome(members: readonly object[]): void {
  if (members.length === 0) throw fail('CMN-101', { parameterName: 'members' })
}
