import { Command, Option } from 'commander';
import { PACKAGE_ROOT } from '#db/package-root.ts';
import { EXPORT_FORMATS } from '#db/values.ts';
import { ROLES } from '#identity/permissions/permissions.ts';
import { EXPORT_FILTERS, type ExportList } from '#reconciliation/reports/export-filters.ts';
import { verifyAudit } from '#runtime/commands/audit.ts';
import { backup, restore } from '#runtime/commands/backup.ts';
import { checkIntegration } from '#runtime/commands/check-integration.ts';
import { addCurrency, listCurrencies } from '#runtime/commands/currency.ts';
import { writeCustomerData } from '#runtime/commands/customer-data.ts';
import { databaseRoles } from '#runtime/commands/database.ts';
import { doctor } from '#runtime/commands/doctor.ts';
import { exportList, exportOptions } from '#runtime/commands/export.ts';
import { importStatementFile } from '#runtime/commands/import-statement.ts';
import { passwordLink, removeFactor } from '#runtime/commands/person.ts';
import { reconcile } from '#runtime/commands/reconcile.ts';
import { listReports, sendReport } from '#runtime/commands/report.ts';
import { reseal } from '#runtime/commands/secrets.ts';
import { createToken } from '#runtime/commands/token.ts';
import { readConfig } from '#runtime/config.ts';
import { failureSentence, onBrokenOutput } from '#runtime/failure-sentence.ts';

const config = () => readConfig(process.env, PACKAGE_ROOT);

const program = new Command('counterfoil').description(
  'Counterfoil for programs; works beside a running server',
);

program
  .command('reconcile')
  .description('carry out one reconciliation now')
  .requiredOption('--from <day>', 'first day, YYYY-MM-DD in the account’s time zone')
  .requiredOption('--to <day>', 'last day, included')
  .option('--account <slug>', 'which account, where there are several')
  .option('--json', 'the summary as JSON')
  .action((options) => reconcile(config(), options));

program
  .command('check-integration')
  .description('prove the whole host-to-host scheme with test payments; callbacks come to the running server')
  .option('--account <slug>', 'which account, where there are several')
  .option('--currency <code>', 'of the test payments', 'USD')
  .option('--json', 'the report as JSON')
  .action((options) => checkIntegration(config(), options));

const exported = program
  .command('export')
  .description('write a list as CSV, XLSX or JSON Lines, with its manifest beside the file')
  .addArgument(program.createArgument('<list>', 'which list').choices(Object.keys(EXPORT_FILTERS)))
  .addOption(new Option('--format <format>').choices([...EXPORT_FORMATS]).default('csv'))
  .option('--account <slug>', 'which account, where there are several')
  .option('--profile <name>', 'how a CSV is written: “Excel, German”, say', 'machine')
  .option('--out <file>', 'where to, readable for you alone; standard output without it')
  .action((list: ExportList, { format, profile, account, out, ...filter }) => {
    const given = Object.entries(filter as Record<string, string[]>);
    const each = given.flatMap(([name, values]) => values.map((value) => [name, value] as const));
    return exportList(config(), list, each, { account, out, format, profile });
  });
for (const [name, words] of exportOptions())
  exported.option(`--${name} <value>`, words, (value: string, before: string[] = []) => [...before, value]);

program
  .command('import-statement')
  .description('import a file of Paymega’s portal: transactions, trial balance or invoice export')
  .argument('<file>', 'CSV or XLSX')
  .option('--account <slug>', 'which account, where there are several')
  .option('--mapping <name>', 'a mapping that was saved in the console; else the one that fits its header')
  .option('--json', 'the summary as JSON')
  .action((file, options) => importStatementFile(config(), file, options));

program
  .command('customer-data')
  .description(
    'write everything that is kept of one customer into a file (JSON), for whoever has a right to it',
  )
  .requiredOption('--customer <name>', 'id, reference or e-mail, whole, as Paymega tells it')
  .option('--account <slug>', 'which account, where there are several')
  .requiredOption('--out <file>', 'where to, readable for you alone')
  .action((options) => writeCustomerData(config(), options));

const report = program.command('report').description('reports that are scheduled');
report
  .command('list')
  .description('name them')
  .option('--account <slug>', 'which account, where there are several')
  .action((options) => listReports(config(), options));
report
  .command('send')
  .description('make one and hand it over now, or write it into a file')
  .argument('<name>', 'of the schedule')
  .option('--account <slug>', 'which account, where there are several')
  .option('--period <day>', 'a day of the period, YYYY-MM-DD; the latest that is over without it')
  .option('--out <file>', 'into this file instead, with its manifest beside it')
  .action((name, options) => sendReport(config(), name, options));

program
  .command('token')
  .description('tokens for the API')
  .command('create')
  .description('make a token; it is shown this once')
  .requiredOption('--name <name>', 'what it is for')
  .addOption(new Option('--role <role>', 'what it may do').choices([...ROLES]).makeOptionMandatory())
  .option('--account <slug>', 'the one account that it is for; all of them without it')
  .option('--expires <when>', 'after so many days (90), or with the end of a day (2027-01-31)')
  .action((options) => createToken(config(), options));

const currency = program.command('currency').description('currencies that ISO 4217 does not have');
currency
  .command('add')
  .description('let amounts in it be read; what is in quarantine because of it can then be replayed')
  .argument('<code>', 'as Paymega writes it')
  .argument('<decimals>', 'how many its smallest unit has; it cannot be changed later')
  .action((code, decimals) => addCurrency(config(), code, decimals));
currency
  .command('list')
  .description('name those that were added, with their decimals')
  .action(() => listCurrencies(config()));

const person = program.command('person').description('people who sign in');
person
  .command('link')
  .description('print a link by which somebody sets a new password')
  .argument('<email>')
  .action((email) => passwordLink(config(), email));
person
  .command('remove-factor')
  .description('take the second factor away from somebody who has lost it')
  .argument('<email>')
  .action((email) => removeFactor(config(), email));

program
  .command('secrets')
  .description('what is kept encrypted')
  .command('reseal')
  .description('encrypt it with the newest SECRET_KEY; the old one stands in SECRET_KEY_OLD')
  .action(() => reseal(config()));

program
  .command('audit')
  .description('who did what')
  .command('verify')
  .description(
    'whether the audit is as it was written; prints its head: hash, number and time of its last line',
  )
  .option('--head <hash>', 'a hash that was printed before, or number:hash: it must still be in the chain')
  .action((options) => verifyAudit(config(), options));

program
  .command('database')
  .description('the database of DATABASE_URL')
  .command('roles')
  .description('print the SQL for psql that makes a role for the tables and one for the application')
  .option('--owner <role>', 'who owns the tables and migrates them')
  .option('--app <role>', 'who works with them')
  .option('--database <place>', 'host:port/database, for the two lines that go to standard error')
  .action((options) => databaseRoles(options));

program
  .command('doctor')
  .description('look at everything that must be so for the product to work, and say in words what is not')
  .option('--json', 'what was found as JSON')
  .action((options) => doctor(config(), options));

program
  .command('backup')
  .description('write a backup of the embedded database into a new folder, beside a running server')
  .argument('<folder>', 'which must not be there yet')
  .action((folder) => backup(config(), folder));
program
  .command('restore')
  .description('put a backup into a DATA_DIR that has no database yet')
  .argument('<folder>', 'that `backup` has written')
  .action((folder) => restore(config(), folder));

let broken: NodeJS.ErrnoException | undefined;
onBrokenOutput((error) => {
  broken = error;
});
try {
  await program.parseAsync();
  // What was written last may be known to be lost only now.
  await new Promise(setImmediate);
  if (broken) throw broken;
} catch (error) {
  const sentence = failureSentence(error);
  if (sentence === null) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
