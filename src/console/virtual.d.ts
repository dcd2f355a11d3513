// What the build hands to the pages: data of the catalogue's projections, made where the build runs, so
// that no schema library and no catalogue comes to the browser.
declare module 'virtual:reference/methods' {
  export const index: import('#catalog/projections/site').MethodIndex
}
declare module 'virtual:reference/chapters' {
  export const chapters: import('#catalog/projections/site').Chapters
}

/** Whether this is the export: one classic script, addresses behind `#`, no server to ask. */
declare const isExport: boolean
