// What the demo company texts: conversations with customers and partners, picture messages, texts
// and pagers among colleagues. `>` is written by the company, `<` by the other side; the words in
// braces are filled in by mailboxes.ts (see Slots there).

/** A conversation and the extensions whose work it is. */
export interface Script {
  readonly by: readonly string[]
  readonly lines: readonly string[]
}

const sales = ['102', '103', '104', '112']
const scheduling = ['105', '106', '107']
const care = ['101', '108', '109']

/** Conversations with homeowners. */
export const customerScripts: readonly Script[] = [
  {
    by: sales,
    lines: [
      '< Hi, I filled in the form on your site about {n} windows on {street}. What happens next?',
      '> Hi {first}, {me} from Larkfield. I come out, measure and show samples, about an hour. Does {day} at {time} suit you?',
      '< {day} {time} works. Is there anything I should have ready?',
      '> Just clear the sills if you can. See you {day}!',
    ],
  },
  {
    by: sales,
    lines: [
      '> Hi {first}, the quote for {street} is in your inbox: {n} double-hung units, installed, two options for the glass.',
      '< Got it. What is the difference between the two glass options in plain words?',
      '> Option A keeps heat in. Option B does that and cuts street noise by about half. On your road I would take B for the bedrooms only.',
      '< Makes sense, can you redo it that way?',
      '> Done, new total is in the mail. Good until the end of the month.',
    ],
  },
  {
    by: sales,
    lines: [
      '> {first}, any questions on the quote? Happy to walk through it by phone.',
      '< Still waiting on one other bid, will let you know by {day}',
      '> No rush at all. I am here.',
    ],
  },
  {
    by: sales,
    lines: [
      '< We want to go ahead with the quote',
      '> That is great news, {first}! I am sending the agreement to sign, and Grace will follow up about the deposit.',
      '< Signed. How long until installation?',
      '> The factory is at five weeks right now. Lucía texts you as soon as we have a date.',
    ],
  },
  {
    by: sales,
    lines: [
      '< Do you match the trim color on the old house? It is a weird green',
      '> We do. Drop a chip of paint at the showroom and we get it scanned.',
      '< Will bring one on {day}',
    ],
  },
  {
    by: sales,
    lines: ['< running 15 late, traffic on 880', '> All good {first}, I will wait out front.'],
  },
  {
    by: sales,
    lines: [
      '> Hello {first}, {me} here. The oak door sample you asked for is back in the showroom until {day}.',
      '< Perfect, we will stop by before lunch',
    ],
  },
  {
    by: scheduling,
    lines: [
      '> Hi {first}, your windows for {street} arrive this week. I can offer {day} at {time} for the crew. OK?',
      '< Could it be a bit later? School drop off',
      '> Of course, 9:30 then. Two people, one day, they clean up after themselves.',
      '< 9:30 it is. Thank you',
    ],
  },
  {
    by: scheduling,
    lines: [
      '> Reminder: the Larkfield crew is at {street} on {day} from {time}. Reply C to confirm.',
      '< C',
      '> Thank you {first}, see you then.',
    ],
  },
  {
    by: scheduling,
    lines: [
      '> {first}, the rain moves us by a day: can we come {day} at {time} instead?',
      '< Sure, someone is home all day',
      '> Thanks for being flexible!',
    ],
  },
  {
    by: scheduling,
    lines: [
      '> The crew is 20 minutes out.',
      '< ok gate code is on the note by the bell, dog is in the yard but friendly',
      '> Got it, thank you. Biscuits are on board.',
    ],
  },
  {
    by: scheduling,
    lines: [
      '< Can the guys park in the driveway?',
      '> Yes please, that saves them carrying glass down the block.',
    ],
  },
  {
    by: scheduling,
    lines: [
      '> All {n} units are in at {street}. Please keep the foam dry for 24 hours and leave the tape on until {day}.',
      '< They look amazing. My husband already wants the back door done too',
      '> Love to hear it. I will ask Priya to call you about the door.',
    ],
  },
  {
    by: care,
    lines: [
      '< One of the new windows sticks when it is hot outside',
      '> Sorry about that, {first}. Which room? Sam can adjust it, no charge, it is under warranty.',
      '< Upstairs bath, left one',
      '> He has {day} at {time}. Shall I put you down?',
      '< yes please',
    ],
  },
  {
    by: care,
    lines: [
      '< How do I get the warranty papers for {street}? Selling the house',
      '> Hi {first}. It transfers once for free. I only need the closing date and the name of the buyer.',
      '< Closing is {day}, will send the name',
      '> Thanks, the certificate goes out the same day.',
    ],
  },
  {
    by: care,
    lines: [
      '> Hi {first}, it is {me} from Larkfield. How are the windows doing after the first month?',
      '< Quiet! We can finally sleep past the garbage truck',
      '> That is what we hope for. Call any time.',
    ],
  },
  {
    by: care,
    lines: [
      '< Is the deposit refundable if the HOA says no?',
      '> It is, within 10 days of the HOA letter. Send us a copy and we take care of it.',
    ],
  },
  {
    by: care,
    lines: [
      '< the screen on the kitchen window has a tear, my kid leaned on it',
      '> It happens. A new screen is 38 and takes a week, or bring the frame in and we redo it while you wait.',
      '< will bring it {day}',
    ],
  },
  {
    by: ['110', '109'],
    lines: [
      '> Hi {first}, a friendly note that the final invoice for {street} is due on {day}.',
      '< Paid it last night, check ending 20{n}',
      '> Found it, thank you! Receipt is on its way.',
    ],
  },
  {
    by: ['110', '101'],
    lines: [
      '< Can we split the last payment in two?',
      '> We can: half on {day}, half four weeks later, no fee. I am sending a short form.',
      '< That helps a lot, thanks',
    ],
  },
]

/** Conversations with suppliers and offices; `partner` is who, by the name in contacts.ts. */
export const partnerScripts: readonly (Script & { readonly partner: string })[] = [
  {
    partner: 'Cascade Glass Supply',
    by: ['111', '101'],
    lines: [
      '< Truck with your {n} units leaves tonight, at your dock {day} before {time}',
      '> Good, somebody will be there. Please keep the wide ones upright this time.',
      '< Noted on the slip',
    ],
  },
  {
    partner: 'Saguaro Frames',
    by: ['111'],
    lines: [
      '> We are short one sash on order 48{n}1, left hand, bronze. Can it ride with the next truck?',
      '< Found it on our floor, sorry. It is on the {day} truck',
      '> Thank you, that saves a customer visit.',
    ],
  },
  {
    partner: 'Cascade Glass Supply',
    by: ['111', '102'],
    lines: [
      '< Heads up: tempered glass goes up 4 percent on the first',
      '> Thanks for the warning. Can we lock the old price for what is on order?',
      '< Anything confirmed by {day} keeps the price',
    ],
  },
  {
    partner: 'Granite Mutual Insurance',
    by: ['101', '110'],
    lines: [
      '> Do you need the photos again for the storm claim on {street}?',
      '< No, we have all {n}. Adjuster signs off by {day}',
      '> Great, the family is waiting on it.',
    ],
  },
  {
    partner: 'Bayline Freight',
    by: ['111', '105'],
    lines: [
      '< Driver is at your gate, nobody answers the bell',
      '> Two minutes, coming down. Dock is around the left side.',
      '< Seen it, thanks',
    ],
  },
  {
    partner: 'Ridgeline Millwork',
    by: ['111', '103'],
    lines: [
      '> Can you still match the oak casing we had for {street}? I need about {n} feet.',
      '< Same profile, yes. Ready {day}',
      '> Great, put it on our account please.',
    ],
  },
]

/** Texts between two colleagues; the first extension starts. */
export const colleagueScripts: readonly (readonly [string, string, readonly string[]])[] = [
  [
    '105',
    '106',
    [
      '> Tobias, can you take the {street} job {day}? Keisha is booked.',
      '< Yes if I get the big van',
      '> Van 3 is yours.',
    ],
  ],
  [
    '103',
    '101',
    [
      '> The HOA on {street} signed off. Can I order before the deposit clears?',
      '< Once you have the signed copy, yes.',
      '> Have it, ordering now.',
    ],
  ],
  [
    '101',
    '110',
    [
      '> Grace, did the {street} refund go out?',
      '< Went out this morning, confirmation is in the folder.',
    ],
  ],
  [
    '107',
    '105',
    [
      '> Done at {street}, one hour early',
      '< You are a star. Can you check a latch two streets over?',
      '> Send me the address',
    ],
  ],
  ['112', '102', ['> Two walk-ins asking for you, Devin', '< 10 min away, offer them coffee']],
  [
    '108',
    '109',
    [
      '> Need the order number for the upstairs bath window on {street}',
      '< 48{n}7, same hinge as last time',
    ],
  ],
  [
    '102',
    '101',
    [
      '> Month is looking good: {n} signed, four more likely',
      '< Nice work. Put the likely ones on the board by {day} please.',
    ],
  ],
  ['111', '101', ['> Cascade can ship early if we pay by {day}. OK?', '< OK, tell Grace.']],
]

/** Picture messages; `<` comes from a customer, `>` goes to one. */
export const pictureScripts: readonly Script[] = [
  { by: ['101', '109'], lines: ['< This is the one that leaks, bottom left corner'] },
  { by: ['101', '103'], lines: ['> The sample in daylight, as promised.'] },
  { by: ['103', '104'], lines: ['< Would something like this fit the landing?'] },
  { by: ['106', '107'], lines: ['> Finished! {n} in, none left.'] },
  { by: ['108'], lines: ['< the handle came off in my hand'] },
  {
    by: ['105', '101'],
    lines: ['> The front as it looks from the street now. Do you like the green?'],
  },
  { by: ['112'], lines: ['< Saw this at your place in San Jose, what is it called?'] },
]

/** Notes from one colleague to others inside the company, as RingCentral's pager messages. */
export const pagerNotes: readonly (readonly [string, readonly string[], string])[] = [
  [
    '101',
    ['102', '103', '104', '112'],
    'Price list for next month is on the shared drive. Quotes sent today still use the old one.',
  ],
  ['105', ['106', '107'], 'Load plan for tomorrow is posted. Van 2 goes in for brakes, use van 3.'],
  [
    '109',
    ['101'],
    'A reporter from the neighborhood paper called about the store front job. Number is on your desk.',
  ],
  ['110', ['101'], 'Two deposits are a week late. Shall I call or do you want to?'],
  [
    '101',
    ['110'],
    'Please call the two late deposits today, kindly. You have the better voice for it.',
  ],
  [
    '111',
    ['105', '101'],
    'Freight says the {day} truck is half a day late. Nothing to reschedule yet.',
  ],
  ['108', ['109'], 'Back on the road at {time}, three visits left.'],
  ['112', ['102', '101'], 'The new entry door is up in the showroom. Come and slam it.'],
  ['106', ['105'], 'One unit on {street} arrived cracked. Photo is in the job chat.'],
  [
    '101',
    ['102', '105', '109', '110', '111'],
    'Short stand-up on {day} at {time}, ten minutes, I promise.',
  ],
]
