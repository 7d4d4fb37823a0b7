import type { Chapter } from '#tenants/chapters/chapter.ts'

/** What the demo school teaches. */
export interface DemoCourse {
  readonly slug: string
  readonly title: string
  readonly outcome: string
  readonly description: string
  readonly price: number
  readonly currency: string
  readonly dye: readonly string[]
  readonly filmSeconds: number
  readonly chapters: readonly Chapter[]
  readonly sections: readonly {
    readonly title: string
    readonly lessons: readonly { readonly title: string; readonly film?: boolean; readonly text?: string }[]
  }[]
}

export const COURSES: readonly DemoCourse[] = [
  {
    slug: 'madder',
    title: 'Natural Dyeing, from Root to Cloth',
    outcome: 'Grow, dig and dye with madder, weld and woad on your own stove, and get the same red twice.',
    description:
      'Twelve lessons from a working dye garden. You begin with one root and a pot you already own, and end with cloth that stands the sun.\n\nEverything is shown at the pace of the pot: slow, close, with the mistakes left in.',
    price: 24_000,
    currency: 'USD',
    dye: ['#a8412d', '#8d3a2a', '#3a241f'],
    filmSeconds: 40,
    chapters: [
      { at: 0, title: 'What is in the pot' },
      { at: 9, title: 'Alum, weighed against dry wool' },
      { at: 18, title: 'Warming the bath' },
      { at: 29, title: 'The first red' },
    ],
    sections: [
      {
        title: 'The colour in the ground',
        lessons: [
          {
            title: 'What a mordant really does',
            film: true,
            text: '<p>A dye that is only <em>on</em> the fibre leaves with the first wash. A mordant holds both: one hand on the fibre, one on the colour.</p><h2>You need</h2><ul><li>Alum, 12 % of the weight of dry wool</li><li>Cream of tartar, 6 %</li><li>A pot that nobody cooks in</li></ul><blockquote><p>Weigh the wool dry. A wet skein lies by half.</p></blockquote>',
          },
          { title: 'Madder: digging, washing, drying', film: true },
          {
            title: 'A dyer’s calendar for your garden',
            text: '<p>Madder asks for patience: three winters in the ground before the root is red enough. Weld gives its yellow in the second summer, woad in the first.</p><h2>March</h2><p>Sow weld where it shall stand; it hates to be moved.</p><h2>July</h2><p>Cut weld in flower, in the morning, when the sap is up. Hang it head down where air moves.</p><h2>October</h2><p>Dig madder after the first cold nights. Wash the roots in three waters and keep the first for beige.</p>',
          },
          {
            title: 'Reading a recipe from 1766',
            text: '<p>Old recipes count in pounds, pails and Our Fathers. Here is how to turn them into grams, litres and minutes.</p>',
          },
        ],
      },
      {
        title: 'The pot',
        lessons: [
          { title: 'Weld: the first clear yellow', film: true },
          { title: 'Madder at sixty degrees, and why not seventy', film: true },
          { title: 'Reading the flower, the scent, the skin', film: true },
          {
            title: 'When it goes brown',
            text: '<p>It will, once. Iron in the water, a pot too hot, a root too young. Three tests tell you which.</p>',
          },
        ],
      },
      {
        title: 'Cloth that lasts',
        lessons: [
          { title: 'Light, wash and time', film: true },
          { title: 'Recipes, printable', text: '<p>Every recipe of this course on one page, by weight of dry fibre.</p>' },
          { title: 'Dyeing a metre of linen', film: true },
          {
            title: 'Your own red, written down',
            text: '<p>A dyer’s book is a promise to oneself. Write what you did, not what you meant to do.</p>',
          },
        ],
      },
    ],
  },
  {
    slug: 'indigo',
    title: 'An Indigo Winter',
    outcome: 'Keep one vat alive from October to March, and know by its smell what it wants.',
    description: 'Eight short lessons around one vat that is never empty. For people who have dyed before and want the blue.',
    price: 18_000,
    currency: 'USD',
    dye: ['#27364a', '#2f6270', '#141d27'],
    filmSeconds: 30,
    chapters: [
      { at: 0, title: 'A vat asleep' },
      { at: 8, title: 'Slowly to fifty degrees' },
      { at: 19, title: 'Coppery' },
    ],
    sections: [
      {
        title: 'Waking the vat',
        lessons: [
          {
            title: 'When the surface turns coppery',
            film: true,
            text: '<p>A vat that has gone to sleep is not a vat that has died. Bring it slowly to fifty degrees, and do not stir yet.</p>',
          },
          { title: 'Bran, madder, lime', text: '<p>Feed it a spoon of bran and a spoon of madder, and cover it.</p>' },
          { title: 'The first dip', film: true },
        ],
      },
      {
        title: 'Through the cold',
        lessons: [
          { title: 'Keeping fifty degrees without a thermostat', film: true },
          { title: 'Blue over yellow: three greens', film: true },
          { title: 'Ending a vat well', text: '<p>Let it settle, pour it on the roses, keep a cup for the next one.</p>' },
        ],
      },
    ],
  },
]
