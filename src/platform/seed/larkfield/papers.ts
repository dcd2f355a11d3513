// The documents the demo company faxes and the voicemails it gets: what they say, plain data.

/** A fax: between an extension and a fax machine, with the lines of its pages. */
export interface Paper {
  readonly direction: 'Inbound' | 'Outbound'
  readonly by: readonly string[]
  /** Index into the fax machines of contacts.ts. */
  readonly machine: number
  readonly title: string
  readonly pages: readonly (readonly string[])[]
}

/** Faxes; the words in braces are filled in like those of texts. */
export const papers: readonly Paper[] = [
  {
    direction: 'Outbound',
    by: ['101', '105'],
    machine: 0,
    title: 'Permit application',
    pages: [
      [
        'Permit application, window replacement',
        '',
        'Site: {n}4 {street}',
        'Openings: {n}, same size, no change to structure',
        'Applicant: Larkfield Windows & Doors, Oakland',
      ],
      [
        'Schedule of openings',
        '',
        'Living room 2, bedrooms 4, bath 1',
        'Glass: tempered where within 18 in of the floor',
      ],
    ],
  },
  {
    direction: 'Inbound',
    by: ['101', '105'],
    machine: 0,
    title: 'Permit granted',
    pages: [
      [
        'Permit granted',
        '',
        'Site: {n}4 {street}',
        'Inspection to be booked within 180 days',
        'Keep a copy at the site',
      ],
    ],
  },
  {
    direction: 'Outbound',
    by: ['111', '101'],
    machine: 1,
    title: 'Purchase order',
    pages: [
      [
        'Purchase order 48{n}2',
        '',
        '{n} double-hung, bronze, low-e',
        '1 patio door, left hand',
        'Deliver to: 2240 Foundry Street, dock at the rear',
      ],
    ],
  },
  {
    direction: 'Inbound',
    by: ['111', '101'],
    machine: 1,
    title: 'Order confirmation',
    pages: [
      ['Order confirmation 48{n}2', '', 'All items in production', 'Expected at your dock: {day}'],
    ],
  },
  {
    direction: 'Outbound',
    by: ['110', '101'],
    machine: 2,
    title: 'Repair estimate',
    pages: [
      [
        'Estimate for storm damage',
        '',
        'Property: {n}4 {street}',
        'Replace {n} insulated units, reseal frames',
        'Photos were sent by mail',
      ],
    ],
  },
  {
    direction: 'Inbound',
    by: ['101', '110'],
    machine: 2,
    title: 'Claim approved',
    pages: [
      [
        'Claim approved',
        '',
        'Property: {n}4 {street}',
        'Payment is issued to the owner on completion',
      ],
    ],
  },
  {
    direction: 'Inbound',
    by: ['111', '105'],
    machine: 3,
    title: 'Bill of lading',
    pages: [
      ['Bill of lading', '', '{n} crates, glass, upright only', 'Dock appointment: {day} {time}'],
    ],
  },
]

/** Extensions that get voicemails, most often first. */
export const voicemailBoxes = ['101', '109', '105', '103', '102', '108', '110', '112', '101', '104']
