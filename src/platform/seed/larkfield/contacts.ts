// The outside world of the demo company: customers, suppliers, offices. All made up.

/** Somebody outside. */
export interface Contact {
  readonly name: string
  readonly number: string
  /** The street a customer's job is in. */
  readonly street: string
}

/** Homeowners who texted or called in the last month. */
export const customers: readonly Contact[] = [
  { name: 'Alma Whitfield', number: '+15105550121', street: 'Juniper Lane' },
  { name: 'Ben Okafor', number: '+15105550122', street: 'Chabot Terrace' },
  { name: 'Carla Mendes', number: '+14155550123', street: 'Noriega Street' },
  { name: 'Dmitri Volkov', number: '+14155550124', street: 'Lawton Street' },
  { name: 'Esther Bloom', number: '+19255550125', street: 'Ygnacio Road' },
  { name: 'Frank Tillman', number: '+19255550126', street: 'Clayton Way' },
  { name: 'Gita Shah', number: '+14085550127', street: 'Willow Glen Court' },
  { name: 'Hugo Lemaire', number: '+14085550128', street: 'Almaden Row' },
  { name: 'Ines Carvalho', number: '+16505550129', street: 'Poplar Avenue' },
  { name: 'Jerome Atkins', number: '+16505550130', street: 'Delaware Street' },
  { name: 'Katrin Vogel', number: '+15105550131', street: 'Sausal Drive' },
  { name: 'Leon Fairbanks', number: '+15105550132', street: 'Mandana Hill' },
  { name: 'Mei Lin Tran', number: '+16285550133', street: 'Moraga Street' },
  { name: 'Nils Aaberg', number: '+19165550134', street: 'Freeport Boulevard' },
  { name: 'Olivia Grant', number: '+15105550135', street: 'Piedmont Place' },
  { name: 'Pavel Horak', number: '+14155550136', street: 'Diamond Street' },
  { name: 'Quinn Hathaway', number: '+16505550137', street: 'Laurel Street' },
  { name: 'Rosa Delgado', number: '+15105550138', street: 'Fruitvale Court' },
  { name: 'Stefan Moreau', number: '+19255550139', street: 'Treat Lane' },
  { name: 'Talia Rosen', number: '+14085550140', street: 'Bascom Row' },
]

/** Companies and offices that the staff deal with. */
export const partners: readonly Contact[] = [
  { name: 'Cascade Glass Supply', number: '+15035550151', street: 'Dock 4' },
  { name: 'Ridgeline Millwork', number: '+19165550152', street: 'Bay 2' },
  { name: 'Bayline Freight', number: '+15105550153', street: 'Terminal C' },
  { name: 'Saguaro Frames', number: '+16025550154', street: 'Plant 1' },
  { name: 'Granite Mutual Insurance', number: '+13125550155', street: 'Claims' },
]

/** Fax machines that documents go to and come from. */
export const faxMachines: readonly Contact[] = [
  { name: 'County Permit Desk', number: '+15105550161', street: 'Counter 3' },
  { name: 'Cascade Glass Orders', number: '+15035550162', street: 'Order desk' },
  { name: 'Granite Mutual Claims', number: '+13125550163', street: 'Claims' },
  { name: 'Bayline Freight Dispatch', number: '+15105550164', street: 'Dispatch' },
]
