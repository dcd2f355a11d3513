// Magic numbers: numbers of the outside world that do to a call, a text or a fax what their row says,
// so that a test gets an outcome by whom it calls, without a lever. They are from the range that is
// kept free for fiction (555-01xx), in an area code (206) the demo company never calls. The simulated
// network (platform/network/numbers.ts) does what the rows say, the reference shows them.

/** How a phone takes a call. Seconds are those it rings, or talks, before that happens. */
export type CallBehaviour =
  | { readonly is: 'answers'; readonly afterSeconds?: number; readonly talksSeconds?: number }
  | { readonly is: 'never answers' }
  | { readonly is: 'busy' }
  | { readonly is: 'rejects'; readonly afterSeconds: number }
  | { readonly is: 'waits for a lever' }

/** What becomes of a text; `code` is RingCentral's deliveryErrorCode. */
export type TextBehaviour =
  | { readonly is: 'delivered'; readonly replies?: readonly TextReply[] }
  | { readonly is: 'never reported' }
  | { readonly is: 'fails in delivery'; readonly code: string }
  | { readonly is: 'fails in sending'; readonly code: string }
  | { readonly is: 'waits for a lever' }

/** What comes back after a text was delivered; `{text}` stands for the first words of it. */
export interface TextReply {
  readonly afterSeconds: number
  readonly text: string
}

/** What becomes of a fax; `code` is RingCentral's faxErrorCode. */
export type FaxBehaviour =
  | { readonly is: 'received' }
  | { readonly is: 'fails'; readonly code: 'LineBusy' | 'NoFaxMachine' | 'NoAnswer' | 'CallFailed' }
  | { readonly is: 'waits for a lever' }

/** How a number takes each of them. */
export interface Behaviour {
  readonly call: CallBehaviour
  readonly text: TextBehaviour
  readonly fax: FaxBehaviour
}

/** A number with a behaviour: what is absent is as with any other number. */
export interface MagicNumber extends Partial<Behaviour> {
  /** E.164. */
  readonly number: string
  readonly about: string
}

/** What every other number does: somebody answers, a text is delivered, a fax is received. */
export const usualBehaviour: Behaviour = {
  call: { is: 'answers' },
  text: { is: 'delivered' },
  fax: { is: 'received' },
}

const landline: TextBehaviour = { is: 'fails in sending', code: 'SMS-UP-410' }

const answersAfter = (afterSeconds: number): MagicNumber => ({
  number: `+120655501${String(afterSeconds).padStart(2, '0')}`,
  about: `Answers a call after ${afterSeconds} ${afterSeconds === 1 ? 'second' : 'seconds'} of ringing.`,
  call: { is: 'answers', afterSeconds },
})

/** Every magic number, in order. */
export const magicNumbers: readonly MagicNumber[] = [
  { number: '+12065550100', about: 'Never answers a call.', call: { is: 'never answers' } },
  ...[1, 2, 3, 5, 10, 20].map(answersAfter),
  { number: '+12065550130', about: 'Is busy when called.', call: { is: 'busy' } },
  {
    number: '+12065550131',
    about: 'Rejects a call after 3 seconds of ringing.',
    call: { is: 'rejects', afterSeconds: 3 },
  },
  {
    number: '+12065550132',
    about: 'Rings for 15 seconds; then its voicemail box answers and hangs up after 20 more.',
    call: { is: 'answers', afterSeconds: 15, talksSeconds: 20 },
  },
  {
    number: '+12065550133',
    about: 'Answers a call after 2 seconds and hangs up 3 seconds later.',
    call: { is: 'answers', afterSeconds: 2, talksSeconds: 3 },
  },
  {
    number: '+12065550139',
    about:
      'Leaves everything to levers: a call rings and, once answered, lasts until one ends it; a text or a fax stays Queued until one says how it ends.',
    call: { is: 'waits for a lever' },
    text: { is: 'waits for a lever' },
    fax: { is: 'waits for a lever' },
  },
  {
    number: '+12065550140',
    about: 'A text to it is Sent, then DeliveryFailed: the phone cannot be reached (SMS-CAR-412).',
    text: { is: 'fails in delivery', code: 'SMS-CAR-412' },
  },
  {
    number: '+12065550141',
    about:
      'A text to it is Sent, then DeliveryFailed: its carrier takes it for spam (SMS-CAR-430).',
    text: { is: 'fails in delivery', code: 'SMS-CAR-430' },
  },
  {
    number: '+12065550142',
    about: 'A text to it is SendingFailed: the gateway is out of order (SMS-UP-500).',
    text: { is: 'fails in sending', code: 'SMS-UP-500' },
  },
  {
    number: '+12065550143',
    about: 'A text to it stays Sent: its carrier never reports the delivery.',
    text: { is: 'never reported' },
  },
  {
    number: '+12065550144',
    about: 'Is a landline: a text to it is SendingFailed (SMS-UP-410); calls are answered.',
    text: landline,
  },
  {
    number: '+12065550150',
    about: 'Replies to a text 5 seconds after its delivery, with its words in quotes.',
    text: { is: 'delivered', replies: [{ afterSeconds: 5, text: 'You wrote: “{text}”' }] },
  },
  {
    number: '+12065550151',
    about: 'Replies “C”, as one who confirms, 30 seconds after a text’s delivery.',
    text: { is: 'delivered', replies: [{ afterSeconds: 30, text: 'C' }] },
  },
  {
    number: '+12065550152',
    about:
      'Opts out: replies STOP 5 seconds after a text’s delivery. Later texts from the same number to it are SendingFailed (SMS-RC-413).',
    text: { is: 'delivered', replies: [{ afterSeconds: 5, text: 'STOP' }] },
  },
  {
    number: '+12065550153',
    about:
      'Opts out and comes back: replies STOP 5 seconds after a text’s delivery, and START ten minutes after it.',
    text: {
      is: 'delivered',
      replies: [
        { afterSeconds: 5, text: 'STOP' },
        { afterSeconds: 600, text: 'START' },
      ],
    },
  },
  {
    number: '+12065550160',
    about: 'A fax to it finds the line busy (LineBusy).',
    call: { is: 'busy' },
    fax: { is: 'fails', code: 'LineBusy' },
  },
  {
    number: '+12065550161',
    about: 'A fax to it is answered by a person, not by a fax machine (NoFaxMachine).',
    fax: { is: 'fails', code: 'NoFaxMachine' },
  },
  {
    number: '+12065550162',
    about: 'A fax to it is not answered (NoAnswer).',
    call: { is: 'never answers' },
    fax: { is: 'fails', code: 'NoAnswer' },
  },
  {
    number: '+12065550163',
    about: 'A fax to it breaks off (CallFailed).',
    fax: { is: 'fails', code: 'CallFailed' },
  },
]
