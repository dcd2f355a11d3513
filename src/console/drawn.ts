// What the prerenderer hands to the build.

/** A page as it was drawn. */
export interface Drawn {
  readonly title: string
  readonly markup: string
}
