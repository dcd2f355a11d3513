// The two ways the platform can behave.

/** `guide`: what the project's guide says. `live`: what RingCentral's public specification says where it differs. */
export type Profile = 'guide' | 'live'
