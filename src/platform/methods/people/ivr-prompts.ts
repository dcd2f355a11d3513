// The prompts of the company's menus.
import type { Static } from 'typebox'
import type { company as catalog } from '#catalog/company'
import { fail } from '#catalog/errors'
import type { Prompt as PromptSchema } from '#catalog/schemas/company'
import type { Account } from '#storage/platform/accounts'
import type { Prompt } from '#storage/platform/company'
import type { Call, Handlers } from '../../handler.ts'
import { paged, pageOf } from '../../stages/paging.ts'
import type { Parts } from '../../parts.ts'
import { contentReply } from '../common/content-reply.ts'
import { oneFile } from '../common/one-file.ts'

type Methods = Pick<
  typeof catalog,
  | 'listIvrPrompts'
  | 'createIVRPrompt'
  | 'readIVRPrompt'
  | 'readIVRPromptContent'
  | 'updateIVRPrompt'
  | 'deleteIVRPrompt'
>

/** @param parts the platform's stores */
export function ivrPromptMethods(parts: Parts): Handlers<Methods> {
  const { company, db, files } = parts

  function promptOf(account: Account, promptId: string): Prompt {
    const prompt = company.prompt(account.id, Number(promptId))
    if (prompt) return prompt
    throw fail('CMN-102', { parameterName: 'promptId' })
  }

  return {
    listIvrPrompts(call) {
      const { query, account, origin } = call
      const page = pageOf(query)
      return {
        ...paged(call, {}, page, company.countPrompts(account.id)),
        records: company.prompts(account.id, page).map((prompt) => promptReply(prompt, origin)),
      }
    },
    async createIVRPrompt(call) {
      const { body, account, origin } = call
      const upload = oneFile(call.files, 'attachment')
      const { contentType } = upload
      if (!/^audio\/[\w.+-]+$/.test(contentType)) {
        throw fail('MSG-348', { parameterName: 'attachment', reason: 'a prompt is a sound' })
      }
      const name = body.name?.trim() || upload.fileName
      const prompt = await db.commit(() =>
        company.addPrompt({ accountId: account.id, name, contentType, file: upload.keep() }),
      )
      return promptReply(prompt, origin)
    },
    readIVRPrompt: ({ params, account, origin }) =>
      promptReply(promptOf(account, params.promptId), origin),
    readIVRPromptContent({ params, query, account }) {
      const { file, contentType, name } = promptOf(account, params.promptId)
      return contentReply({ file, contentType, fileName: name }, query)
    },
    async updateIVRPrompt({ params, body, account, origin }) {
      const name = body.filename?.trim()
      if (name === '') throw fail('CMN-101', { parameterName: 'filename' })
      const prompt = await db.commit(() => {
        const had = promptOf(account, params.promptId)
        if (name !== undefined) company.renamePrompt(had.id, name)
        return { ...had, name: name ?? had.name }
      })
      return promptReply(prompt, origin)
    },
    async deleteIVRPrompt({ params, account }) {
      const { file } = await db.commit(() => {
        const prompt = promptOf(account, params.promptId)
        company.removePrompt(prompt.id)
        return prompt
      })
      files.drop([file.key])
    },
  }
}

function promptReply(
  { id, accountId, contentType, name }: Prompt,
  origin: Call['origin'],
): Static<typeof PromptSchema> {
  const uri = `${origin}/restapi/v1.0/account/${accountId}/ivr-prompts/${id}`
  return { uri, id: String(id), contentType, contentUri: `${uri}/content`, filename: name }
}
