// Where a request came in: the start of every address that an answer of the OAuth endpoints names.

/** Scheme and host of a request, as in `http://127.0.0.1:4101`: no slash at the end. */
export const originOf = ({ url }: Request): string => new URL(url).origin
