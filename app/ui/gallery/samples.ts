/** Sample school for the gallery; what it says is fiction. */
export const school = { name: 'Madder & Weld', address: 'madderandweld.com', to: '/ui' }
export const person = { name: 'Mara Okafor', role: 'Owner' }
export const longTitle =
  'Everything I know about keeping an indigo vat alive through a long, wet, unheated northern winter, and what to do when it dies anyway'
export const rightToLeft = {
  title: 'ألوان من الأرض',
  text: 'اثنا عشر درسًا من حديقة أصباغ حيّة، على موقدك وفي وقتك.',
  action: 'ابدأ بالدرس الأول',
}

const titles = [
  ['The colour in the ground', ['What a mordant really does', 'Madder: digging, washing, drying', 'A dyer’s calendar', 'Check yourself']],
  [
    'The vat',
    [
      'Weld: the first clear yellow',
      'Keeping an indigo vat alive',
      'Reading the flower',
      'Live: bring your vat',
      'Three greens from two pots',
    ],
  ],
  ['Cloth that lasts', ['Light, wash and time', 'Recipes, printable', 'A letter from the garden']],
] as const
const metas = ['9:12', '14:40', '6 min', '7/8', '12:05', '18:30', '11:48', '3 Dec', 'Due wk 4', 'Opens Mon', '4 files', '3 min']

let counted = 0
export const sections = titles.map(([title, lessons], at) => ({
  id: `section-${at}`,
  title,
  lessons: lessons.map((lesson) => {
    const number = ++counted
    const state = number < 6 ? ('done' as const) : number > 9 ? ('locked' as const) : ('open' as const)
    return {
      id: `lesson-${number}`,
      to: `/ui?show=learn&lesson=${number}`,
      title: lesson,
      number,
      meta: metas[number - 1],
      state,
      current: number === 6,
    }
  }),
}))

export const transcript = [
  ['7:18', 'A vat that has gone to sleep is not a vat that has died.'],
  ['7:27', 'Bring it slowly to fifty degrees, and do not stir yet.'],
  ['7:36', 'Watch the skin. When the surface turns coppery, the vat is awake.'],
  ['7:51', 'If it stays brown, you were too hot, and the bacteria need a day to forgive you.'],
] as const

export const orders = [
  {
    id: 'o1',
    student: 'Ines Bakker',
    course: 'Natural Dyeing, from Root to Cloth',
    state: 'Paid',
    tone: 'good',
    amount: 24000,
    at: -12_000,
  },
  { id: 'o2', student: 'Tomás Ortega', course: 'An Indigo Winter', state: 'Open', tone: 'wait', amount: 18000, at: -3_900_000 },
  {
    id: 'o3',
    student: 'Aiko Kimura',
    course: 'Yellow: Weld, Onion, Goldenrod',
    state: 'Refunded',
    tone: 'neutral',
    amount: 6050,
    at: -100_000_000,
  },
  {
    id: 'o4',
    student: 'Maximiliane Oberhuber-Steinbrenner',
    course: longTitle,
    state: 'Disputed',
    tone: 'danger',
    amount: 124000,
    at: -2_000_000_000,
  },
] as const

export const lessonHtml = `<p>A vat that has gone to sleep is not a vat that has died. It is <strong>cold</strong>, it is <em>hungry</em>, and it wants <a href="#vat">an hour of your attention</a>.</p>
<h2>Waking it</h2><p>Bring it slowly to fifty degrees. Nothing about indigo is improved by haste.</p>
<ol><li>Lift the lid and smell: sharp is good, sweet is not.</li><li>Feed it 20 g of bran and a spoon of madder.</li><li>Wait until the surface turns coppery.</li></ol>
<blockquote><p>The first person who let me hear what a healthy vat sounds like.</p></blockquote>
<h3>What to write down</h3><ul><li>Temperature, morning and night</li><li>The colour of the flower</li></ul>
<table><thead><tr><th>Day</th><th>°C</th><th>pH</th></tr></thead><tbody><tr><td>Monday</td><td>38</td><td>9.2</td></tr><tr><td>Tuesday</td><td>47</td><td>9.0</td></tr></tbody></table>
<p>Keep it between <code>pH 8.8</code> and <code>9.4</code>.</p><pre><code>bran    20 g
madder   5 g</code></pre>`

export const text = {
  gallery: 'Design system',
  lead: 'Every part in all its states. Switch the theme and the accent; nothing here may become hard to read.',
  theme: 'Theme',
  light: 'Light',
  dark: 'Dark',
  system: 'System',
  accent: 'Accent',
  frames: 'Frames',
  dashboard: 'Dashboard',
  school: 'School',
  learn: 'Learn',
  plain: 'Sign in',
  back: 'All parts',
} as const
