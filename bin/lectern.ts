import { Command, InvalidArgumentError, Option } from 'commander'
import { sentenceFor } from '#app/locales/sentences.ts'
import { EnvRefused } from '#lib/env.ts'
import { Failure } from '#lib/failure.ts'
import { diskTroubleOf } from '#tenants/database/disk-trouble.ts'
import { DiskTrouble } from '#tenants/database/failures.ts'
import { JOB_STATES, type JobState } from '#tenants/jobs/list-jobs.ts'
import { doctor } from './commands/doctor.ts'
import { cancelOne, listJobs, retryOne } from './commands/jobs.ts'
import { sweepStorage } from './commands/storage.ts'
import { createTenant, deleteTenant, listTenants, migrateTenants, reopenTenant, showTenant } from './commands/tenants.ts'

const text = (max: number) => (value: string) => {
  if (!value.trim() || value.length > max) throw new InvalidArgumentError(`needs 1 to ${max} characters.`)
  return value.trim()
}

const count = (value: string) => {
  if (!/^[1-9]\d{0,4}$/.test(value)) throw new InvalidArgumentError('needs a number from 1 to 99999.')
  return Number(value)
}

const program = new Command('lectern')
  .description(
    'Runs the schools of one data folder. Reads the same environment as the server: DATA_DIR, PLATFORM_HOST, TENANT_DOMAIN, LECTERN_SECRET.',
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
  .command('show')
  .description('one school: its file, people, sizes and jobs')
  .argument('<slug>')
  .action((slug: string) => showTenant(slug, program.opts()))

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
  .action((slug: string, options: { yes: string }) => deleteTenant(slug, options, program.opts()))

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
  .command('storage')
  .description('what the schools keep in object storage')
  .command('sweep')
  .description(
    'removes what the server removes by itself four times a day: uploads abandoned a week ago, files nothing has used for 30 days',
  )
  .option('--dry-run', 'only says what would go')
  .action((options: { dryRun?: boolean }) => sweepStorage(options, program.opts()))

program
  .command('doctor')
  .description('checks what the server needs: environment, folders, ffmpeg, every school’s file')
  .action(() => doctor(program.opts()))

program.parseAsync().catch((error: unknown) => {
  const trouble = diskTroubleOf(error)
  if (trouble instanceof DiskTrouble) console.error(`The data folder cannot be used: ${String(trouble.cause)}`)
  else if (error instanceof Failure) console.error(sentenceFor(error))
  else if (error instanceof EnvRefused) console.error(error.message)
  else console.error(error)
  process.exitCode = 1
})
