export const FIELDS = ['email', 'name', 'first', 'last', 'course', 'until', 'tags'] as const
export type Field = (typeof FIELDS)[number]

/** Which column holds what; a field without one is left out. */
export type Columns = Partial<Record<Field, number>>

/** How heads are written, in small letters without signs: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Turkish, Japanese, Chinese, Arabic. */
const HEADS: Readonly<Record<Field, readonly string[]>> = {
  email: [
    ...['email', 'emailaddress', 'mail', 'mailadresse', 'emailadresse', 'courriel', 'adressemail', 'adresseemail', 'correo'],
    ...['correoelectronico', 'posta', 'postaelettronica', 'indirizzoemail', 'correioeletronico', 'emailadres', 'adresemail'],
    ...['почта', 'электроннаяпочта', 'eposta', 'メール', 'メールアドレス', '邮箱', '电子邮件', 'البريدالإلكتروني', 'البريد'],
  ],
  name: [
    ...['name', 'fullname', 'student', 'studentname', 'vollstandigername', 'nomcomplet', 'nombrecompleto', 'nomecompleto', 'nome'],
    ...['volledigenaam', 'naam', 'imieinazwisko', 'имя', 'фио', 'adsoyad', '氏名', '名前', '姓名', 'الاسم', 'teilnehmer'],
  ],
  first: ['firstname', 'givenname', 'vorname', 'prenom', 'nombre', 'primeironome', 'voornaam', 'imie', 'ad', '名'],
  last: [
    'lastname',
    'surname',
    'familyname',
    'nachname',
    'nom',
    'nomdefamille',
    'apellido',
    'apellidos',
    'cognome',
    'sobrenome',
    'achternaam',
    'nazwisko',
    'фамилия',
    'soyad',
    '姓',
  ],
  course: [
    'course',
    'courses',
    'kurs',
    'kurse',
    'cours',
    'curso',
    'cursos',
    'corso',
    'corsi',
    'cursus',
    'курс',
    'コース',
    '课程',
    'الدورة',
  ],
  until: ['until', 'ends', 'expires', 'accessuntil', 'bis', 'ablauf', 'jusquau', 'hasta', 'finoal', 'ate', 'tot', 'do', '期限', '到期'],
  tags: ['tags', 'tag', 'labels', 'schlagworte', 'etiquettes', 'etiquetas', 'etichette', 'метки', 'タグ', '标签'],
}

const bare = (head: string): string =>
  head
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

const KNOWN = new Map(FIELDS.flatMap((field) => HEADS[field].map((head): [string, Field] => [bare(head), field])))

/** What the heads say; where none says e-mail, the column in which most cells look like one. */
export function guessColumns(heads: readonly string[], rows: readonly { readonly cells: readonly string[] }[]): Columns {
  const columns: Columns = {}
  for (const [at, head] of heads.entries()) {
    const field = KNOWN.get(bare(head))
    if (field && columns[field] === undefined) columns[field] = at
  }
  if (columns.email === undefined) {
    const looks = heads.map((_, at) => rows.slice(0, 50).filter(({ cells }) => cells[at]?.includes('@')).length)
    const most = Math.max(0, ...looks)
    if (most) columns.email = looks.indexOf(most)
  }
  return columns
}
