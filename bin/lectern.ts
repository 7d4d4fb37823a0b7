import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { sentenceFor } from '#app/locales/sentences.ts'
import { MachinesFailure } from '#integrations/machines/machines.ts'
import { EnvRefused } from '#lib/env.ts'
import { Failure } from '#lib/failure.ts'
import { diskTroubleOf } from '#tenants/database/disk-trouble.ts'
import { DiskTrouble, OutOfFiles } from '#tenants/database/failures.ts'
import { JOB_STATES, type JobState } from '#tenants/jobs/list-jobs.ts'
import { backupTenants, listTenantBackups, type RestoreOptions, restoreTenant, verifyTenant } from './commands/backups.ts'
import { type CloneOptions, cloneTenant } from './commands/clones.ts'
import { doctor } from './commands/doctor.ts'
import { addOneDomain, listDomains, removeOneDomain } from './commands/domains.ts'
import { cancelOne, listJobs, retryOne } from './commands/jobs.ts'
import { listMachines } from './commands/machines.ts'
import { exportTenant, type ImportOptions, importTenant } from './commands/moves.ts'
import { turnTwoFactorOffFor } from './commands/people.ts'
import { backupPlatform, listPlatformBackups, restorePlatformNow, verifyPlatform } from './commands/platform.ts'
import { sweepStorage } from './commands/storage.ts'
import { createTenant, deleteTenant, listTenants, migrateTenants, reopenTenant, showTenant } from './commands/tenants.ts'
import { showUsage } from './commands/usage.ts'
import { prepareVideosAgain } from './commands/videos.ts'

const text = (max: number) => (value: string) => {
  if (!value.trim() || value.length > max) throw new InvalidArgumentError(`needs 1 to ${max} characters.`)
  return value.trim()
}

const count = (value: string) => {
  if (!/^[1-9]\d{0,4}$/.test(value)) throw new InvalidArgumentError('needs a number from 1 to 99999.')
  return Number(value)
}

const month = (value: string) => {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(value)) throw new InvalidArgumentError('needs a month, as 2026-11.')
  return value
}

const moment = (value: string) => {
  const at = Date.parse(/\d:\d\d$/.test(value) ? `${value.replace(' ', 'T')}Z` : value)
  if (Number.isNaN(at)) throw new InvalidArgumentError('needs a moment in UTC, as 2026-11-21T18:00 or 2026-11-21.')
  return at
}

const program = new Command('lectern')
  .description(
    'Runs the schools of one data folder. Reads the same environment as the server: DATA_DIR, PLATFORM_HOST, TENANT_DOMAIN, LECTERN_SECRET, S3_….',
  )
  .option('--json', 'machine-readable output: one JSON document')
  .showHelpAfterError()

const tenants = program.command('tenants').description('schools')

tenants
  .command('list')
  .description('every school, oldest first')
  .action(() => listTenants(program.opts()))

tenants
  .command('create')
  .description('makes a school and, when there is none with that e-mail, its owner’s account; the password is read from standard input')
  .argument('<slug>', 'its address: letters, digits, dashes', text(60))
  .requiredOption('--name <name>', 'what students see', text(80))
  .requiredOption('--owner <email>', 'who owns it', text(254))
  .option('--owner-name <name>', 'for a new account', text(100))
  .action((slug: string, options: { name: string; owner: string; ownerName?: string }) => createTenant(slug, options, program.opts()))

tenants
  .command('clone')
  .description('makes a copy of a school with its media at another address, for trying things out; nothing is shared afterwards')
  .argument('<slug>')
  .argument('<new-slug>', 'the copy’s address: letters, digits, dashes', text(60))
  .option('--name <name>', 'what the copy is called; without it the school’s name and “(copy)”', text(80))
  .action((slug: string, newSlug: string, options: CloneOptions) => cloneTenant(slug, newSlug, options, program.opts()))

tenants
  .command('export')
  .description('writes a school with its media into a folder, to be moved to another installation; the school goes on here')
  .argument('<slug>')
  .argument('<folder>', 'empty, or not there yet')
  .action((slug: string, folder: string) => exportTenant(slug, folder, program.opts()))

tenants
  .command('import')
  .description(
    'makes the school of an export here. Its checksums are proved; who packed it cannot be: another installation’s key signed it',
  )
  .argument('<folder>')
  .option('--slug <slug>', 'another address than it had', text(60))
  .requiredOption('--owner <email>', 'who owns it here; the password of a new account is read from standard input', text(254))
  .option('--owner-name <name>', 'for a new account', text(100))
  .action((folder: string, options: ImportOptions) => importTenant(folder, options, program.opts()))

tenants
  .command('show')
  .description('one school: its file, people, sizes and jobs')
  .argument('<slug>')
  .action((slug: string) => showTenant(slug, program.opts()))

tenants
  .command('usage')
  .description('what each school used in a month: minutes encoded and kept, bytes stored and delivered')
  .option('--month <month>', 'this one in UTC, as 2026-11; else the present one', month)
  .option('--csv', 'for a spreadsheet')
  .action((options: { month?: string; csv?: boolean }) => showUsage(options, program.opts()))

tenants
  .command('reopen')
  .description('ends the quarantine of a school whose file was damaged, once it is whole again')
  .argument('<slug>')
  .action((slug: string) => reopenTenant(slug, program.opts()))

tenants
  .command('migrate')
  .description('brings schools up to this version’s schema: one first, then the rest; safe to run again')
  .argument('[slug]', 'only this one')
  .action((slug: string | undefined) => migrateTenants(slug, program.opts()))

tenants
  .command('delete')
  .description('destroys a school, its file and its media. It cannot be undone; the address is never given out again')
  .argument('<slug>')
  .requiredOption('--yes <slug>', 'the slug once more, so that it is the right one')
  .addOption(
    new Option('--at-mux <what>', 'with its videos at Mux: keep them for the school that was moved, or delete them').choices([
      'keep',
      'delete',
    ]),
  )
  .action((slug: string, options: { yes: string; atMux?: 'keep' | 'delete' }) => deleteTenant(slug, options, program.opts()))

tenants
  .command('backup')
  .description('backs a school up while it is in use, and proves the copy before it counts')
  .argument('[slug]')
  .option('--all', 'every school, one after the other')
  .action((slug: string | undefined, options: { all?: boolean }) => backupTenants(slug, options, program.opts()))

tenants
  .command('backups')
  .description('a school’s backups, oldest first, and the files that restores have put aside')
  .argument('<slug>')
  .action((slug: string) => listTenantBackups(slug, program.opts()))

tenants
  .command('verify')
  .description('fetches a backup, the last one if none is named, and proves that it could be restored')
  .argument('<slug>')
  .argument('[backup]')
  .action((slug: string, backup: string | undefined) => verifyTenant(slug, backup, program.opts()))

tenants
  .command('restore')
  .description('takes a school back to a backup, beside running servers. Says what would change, and does it when --yes is given')
  .argument('<slug>')
  .addOption(new Option('--at <moment>', 'the last backup not after this moment, UTC').argParser(moment).conflicts('backup'))
  .option('--backup <name>', 'this one; without either, the last one')
  .option('--dry-run', 'only says what would change')
  .option('--yes <slug>', 'the slug once more, so that it is the right one')
  .action((slug: string, options: RestoreOptions) => restoreTenant(slug, options, program.opts()))

const domains = tenants.command('domains').description('addresses of its own that a school is served at, beside its slug’s')

domains
  .command('list')
  .description('the one that links lead to first')
  .argument('<slug>')
  .action((slug: string) => listDomains(slug, program.opts()))

domains
  .command('add')
  .description('serves a school at a domain too; the first becomes the one that links lead to. That it is theirs, you have made sure of')
  .argument('<slug>')
  .argument('<domain>', 'learn.example.com', text(253))
  .option('--canonical', 'links lead there, and visitors of the others are sent there')
  .action((slug: string, domain: string, options: { canonical?: boolean }) => addOneDomain(slug, domain, options, program.opts()))

domains
  .command('remove')
  .description('the school is not served there any more; it stays at its slug’s address')
  .argument('<slug>')
  .argument('<domain>')
  .action((slug: string, domain: string) => removeOneDomain(slug, domain, program.opts()))

const platform = program.command('platform').description('platform.db: which schools there are, and who runs them')

platform
  .command('backup')
  .description('backs it up while it is in use')
  .action(() => backupPlatform(program.opts()))

platform
  .command('backups')
  .description('its backups, oldest first')
  .action(() => listPlatformBackups(program.opts()))

platform
  .command('verify')
  .description('fetches a backup, the last one if none is named, and proves that it could be restored')
  .argument('[backup]')
  .action((backup: string | undefined) => verifyPlatform(backup, program.opts()))

platform
  .command('restore')
  .description('takes it back to a backup, also where it is damaged or gone')
  .addOption(new Option('--at <moment>', 'the last backup not after this moment, UTC').argParser(moment).conflicts('backup'))
  .option('--backup <name>', 'this one; without either, the last one')
  .requiredOption('--yes <platform>', 'the word platform, because who signed up since is nobody afterwards')
  .action((options: RestoreOptions) => restorePlatformNow(options, program.opts()))

const people = program.command('people').description('who works in the schools')

people
  .command('two-factor')
  .description('the second step at sign-in of somebody of the staff')
  .addArgument(new Argument('<what>').choices(['off']))
  .argument('<email>')
  .action((_off: string, email: string) => turnTwoFactorOffFor(email, program.opts()))

const jobs = program.command('jobs').description('what is prepared for the schools: videos, pictures')

jobs
  .command('list')
  .description('what runs, waits, failed or was cancelled, with its reason')
  .option('--school <slug>', 'only of this one')
  .addOption(new Option('--state <state>', 'only in this one').choices(JOB_STATES))
  .option('--limit <n>', 'at most so many open and so many failed ones of a school', count, 50)
  .action((options: { school?: string; state?: JobState; limit: number }) => listJobs(options, program.opts()))

jobs
  .command('retry')
  .description('has a job that failed or was cancelled tried again, with all its tries')
  .argument('<school>', 'its slug')
  .argument('<job>')
  .action((school: string, job: string) => retryOne(school, job, program.opts()))

jobs
  .command('cancel')
  .description('stops a job that waits or runs; who waits for it is told')
  .argument('<school>', 'its slug')
  .argument('<job>')
  .action((school: string, job: string) => cancelOne(school, job, program.opts()))

program
  .command('videos')
  .description('what students watch')
  .command('re-encode')
  .description('has videos made once more from their sources; students watch the present ones until then')
  .option('--school <slug>', 'those of this one')
  .option('--all-schools', 'those of every school')
  .option('--older-ladder', 'only what was made on another ladder than today’s')
  .option('--dry-run', 'only says what would be')
  .action((options: { school?: string; allSchools?: boolean; olderLadder?: boolean; dryRun?: boolean }) =>
    prepareVideosAgain(options, program.opts()),
  )

program
  .command('machines')
  .description('what workers run on')
  .command('list')
  .description('every machine that was made for a worker, its state, and what its worker is at')
  .action(() => listMachines(program.opts()))

program
  .command('storage')
  .description('what the schools keep in object storage')
  .command('sweep')
  .description(
    'removes what the server removes by itself four times a day: uploads abandoned a week ago, files nothing has used for 30 days, objects that no school has known for as long, and what each school’s rule for originals says',
  )
  .option('--school <slug>', 'only of this one')
  .option('--dry-run', 'only says what would go, and why')
  .action((options: { dryRun?: boolean; school?: string }) => sweepStorage(options, program.opts()))

program
  .command('doctor')
  .description(
    'checks what the server needs: environment, folders, ffmpeg, the bucket and what it lets browsers do, the machines for workers, every school’s file',
  )
  .action(() => doctor(program.opts()))

program.parseAsync().catch((error: unknown) => {
  const trouble = diskTroubleOf(error)
  if (trouble instanceof DiskTrouble || trouble instanceof OutOfFiles)
    console.error(`The data folder cannot be used: ${String(trouble.cause)}`)
  else if (error instanceof Failure) console.error(sentenceFor(error))
  else if (error instanceof EnvRefused || error instanceof MachinesFailure) console.error(error.message)
  else console.error(error)
  process.exitCode = 1
})
