// A method in full, asked for when it is opened: of the server, or of the export's own script.
import { queryOptions } from '@tanstack/react-query'
import type { MethodDetail } from '#catalog/projections/detail'
import { fileAddress } from '../addresses.ts'

declare global {
  /** The export's details, which its script `details.js` puts there. */
  var ringfenceDetails: Readonly<Record<string, MethodDetail>> | undefined
}

/** What a detail is kept under. */
export const detailKey = (id: string): readonly [string, string] => ['method', id]

/** How it is asked for. */
export const detailQuery = (id: string) =>
  queryOptions({
    queryKey: detailKey(id),
    // It is part of the build.
    staleTime: Infinity,
    gcTime: Infinity,
    retry: 1,
    async queryFn(): Promise<MethodDetail> {
      const own = globalThis.ringfenceDetails?.[id]
      if (own) return own
      const reply = await fetch(fileAddress(`methods/${encodeURIComponent(id)}.json`))
      if (!reply.ok) throw new Error(`The server answered ${reply.status}.`)
      return (await reply.json()) as MethodDetail // the build wrote it
    },
  })
