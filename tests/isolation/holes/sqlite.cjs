// Holes below every query: whose a session is (HOLE=session) and who works where (HOLE=membership) is not asked.
const Database = require('better-sqlite3')

const rewrite = {
  session: [/where "sessions"\."token_hash" = \?/, 'where ? is not null'],
  membership: [/where \("memberships"\."person_id" = \? and/, 'where (? is not null and'],
}[process.env.HOLE]

if (rewrite) {
  const { prepare } = Database.prototype
  Database.prototype.prepare = function (sql) {
    return prepare.call(this, sql.replace(...rewrite))
  }
}
