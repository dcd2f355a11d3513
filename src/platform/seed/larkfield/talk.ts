// The demo company's team chats and what is said in them, plain data. A post is `extension: text`;
// the words in braces are filled in like those of texts, `@105` becomes a mention of that person.

/** A chat with its script; posts are handed out over the last month, the last of them today. */
export interface DemoChat {
  readonly type: 'Everyone' | 'Team' | 'Group' | 'Direct'
  readonly name?: string
  readonly description?: string
  readonly isPublic?: boolean
  readonly isArchived?: boolean
  /** Extension numbers; absent for everybody. */
  readonly members?: readonly string[]
  readonly posts: readonly string[]
  /** Posts of which each business day brings one. */
  readonly daily?: readonly string[]
}

/** The chats in the order they were made. Everybody has a personal chat beside these. */
export const demoChats: readonly DemoChat[] = [
  {
    type: 'Everyone',
    name: 'Larkfield Windows & Doors',
    posts: [
      '101: Good morning all. The new price list is live from Monday, questions to @102.',
      '112: The San Jose showroom closes at 3 on Friday for the new floor.',
      '109: Somebody left a very nice thermos in the kitchen. It is mine now unless you come for it.',
      '106: The thermos is mine and I am coming.',
      '101: {n} installs this month without a single callback. Thank you, crews!',
      '107: Pizza then?',
      '101: Pizza then. {day}, noon, dock side.',
      '111: Dock is blocked on {day} from {time}, please park on the street.',
      '110: Expense sheets by {day} please, also the crumpled ones.',
    ],
  },
  {
    type: 'Team',
    name: 'Installation',
    description: 'Crews, schedule, vans',
    members: ['101', '105', '106', '107', '108', '111'],
    posts: [
      '105: Tomorrow: @106 {street}, @107 the two doors in Concord.',
      '106: Who has the long level?',
      '107: Van 2, behind the seat.',
      '105: Rain from noon on {day}. We do the inside jobs first.',
      '106: {street} done, customer wants a quote for the back door. @103 maybe?',
      '111: The cracked unit is reordered, new one here {day}.',
      '107: Can we get a second suction lifter? Mine is down to good intentions.',
      '101: Approved. @111 please order two.',
      '111: Ordered two, here {day}.',
      '108: I am near Noriega all morning if somebody needs a hinge adjusted.',
      '105: Yes! Two calls for you, sending the addresses.',
      '106: Stopping for the day at {street}, back at 7.',
    ],
    daily: [
      '105: Today: @106 {street} with {n} units, @107 finishes the patio door.',
      '105: Today: @107 {street}, @106 and @108 the callback in Concord.',
      '106: Loaded and leaving. {n} units, all counted.',
      '107: First window out by {time}, house is dry, no surprises.',
      '111: Delivery at the dock done, {n} crates, nothing broken.',
      '108: Hinge on {street} adjusted, customer happy.',
      '107: Running about an hour late at {street}, wall was not where the drawing says.',
      '105: {day} is full now. Next free slot is the week after.',
    ],
  },
  {
    type: 'Team',
    name: 'Sales',
    description: 'Leads, quotes, wins',
    members: ['101', '102', '103', '104', '112'],
    posts: [
      '102: {n} new leads from the home fair, split by area. Yours are in the sheet.',
      '104: Taking the South Bay ones.',
      '103: Signed: {street}, {n} units with the quiet glass!',
      '102: Beautiful. That is the third one with the quiet glass this month.',
      '112: Walk-ins ask for black frames all the time now. Can we get a sample wall?',
      '101: Send me a price and I will look at it, @112.',
      '104: The condo board on {street} votes on {day}.',
      '102: Fingers crossed. Need anything for it?',
      '104: A drawing of the courtyard side would help.',
      '103: I can draw it tonight.',
      '102: Quotes older than 30 days: please call them once more before {day}.',
    ],
    daily: [
      '103: Measured {street}, {n} openings, quote goes out today.',
      '104: Second visit at {street} on {day}, they want to see the bronze.',
      '102: {n} new leads overnight, spread over the three of you.',
      '112: Busy morning, {n} walk-ins before {time}.',
      '104: Lost {street} on price. They may come back, they liked us.',
      '103: {street} asked for a second option with the narrow frame.',
    ],
  },
  {
    type: 'Team',
    name: 'Showroom news',
    description: 'What is on display, open to all',
    isPublic: true,
    members: ['101', '102', '103', '104', '109', '112'],
    posts: [
      '112: New on display: the fiberglass entry door in three colors.',
      '109: Callers keep asking for the green one. Do we have it?',
      '112: Green is on the way, {day} at the latest.',
      '103: The lamp above the sash samples flickers again.',
      '112: Electrician is booked.',
    ],
  },
  {
    type: 'Team',
    name: 'Spring home fair',
    description: 'Booth, leaflets, shifts',
    isArchived: true,
    members: ['101', '102', '104', '112'],
    posts: [
      '112: Booth is paid, corner spot by the east door.',
      '104: I do Saturday if someone else does Sunday.',
      '102: Sunday is mine. Thanks everyone, great fair.',
    ],
  },
  {
    type: 'Group',
    members: ['101', '109', '110'],
    posts: [
      '110: Payment plan for {street} is agreed, first half on {day}.',
      '109: I will tell them when they call, they call every day.',
      '101: Thank you both for the patience with this one.',
    ],
  },
  {
    type: 'Group',
    members: ['103', '105', '106'],
    posts: [
      '103: The bay window at {street}: is the opening really {n} inches out of square?',
      '106: Measured twice. It is an old house with opinions.',
      '105: I gave it a full day instead of half.',
    ],
  },
  {
    type: 'Direct',
    members: ['101', '102'],
    posts: [
      '102: Forecast for the board is in your folder.',
      '101: Read it. Can you split repeat customers out?',
      '102: Done, page 2.',
      '101: Perfect. Lunch on {day}?',
      '102: Gladly.',
    ],
  },
  {
    type: 'Direct',
    members: ['101', '105'],
    posts: [
      '105: Can I hire a helper for two weeks? We are {n} days behind.',
      '101: Yes. Same agency as last year?',
      '105: Same one, they were good.',
    ],
  },
  {
    type: 'Direct',
    members: ['108', '109'],
    posts: [
      '109: The lady on {street} says you are her favorite person.',
      '108: I only oiled a hinge.',
      '109: Then oil them all.',
    ],
  },
  {
    type: 'Direct',
    members: ['106', '107'],
    posts: ['107: Swap vans on {day}?', '106: If you fill it up this time.', '107: Deal.'],
  },
]

/** What the admin notes down for herself. */
export const personalNotes: readonly string[] = [
  'Ask the insurer about the van renewal',
  'Ideas for the stand-up: one win, one worry, one minute each',
  'Call the landlord about the dock light',
]
