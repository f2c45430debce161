import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { ROLES } from '#reconciliation/people/permissions.ts';
import {
  createToken,
  exportDiscrepancies,
  passwordLink,
  reconcile,
  removeFactor,
  reseal,
  verifyAudit,
} from './commands.ts';
import { readConfig } from './config.ts';
import { failureSentence, onBrokenOutput } from './failure.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const config = () => readConfig(process.env, FOLDER);

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
  .command('export')
  .description('write a list as CSV')
  .addArgument(program.createArgument('<list>', 'which list').choices(['discrepancies']))
  .addOption(
    new Option('--state <state>', 'which ones')
      .choices(['unresolved', 'open', 'in_review', 'resolved', 'all'])
      .default('unresolved'),
  )
  .addOption(
    new Option('--mode <mode>', 'live or test payments').choices(['live', 'test', 'all']).default('all'),
  )
  .addOption(new Option('--format <format>').choices(['csv']).default('csv'))
  .option('--account <slug>', 'which account, where there are several')
  .option('--out <file>', 'where to; standard output without it')
  .action((_list, options) => exportDiscrepancies(config(), options));

program
  .command('token')
  .description('tokens for the API')
  .command('create')
  .description('make a token; it is shown this once')
  .requiredOption('--name <name>', 'what it is for')
  .addOption(new Option('--role <role>', 'what it may do').choices([...ROLES]).makeOptionMandatory())
  .action((options) => createToken(config(), options));

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
  .description('whether the audit is as it was written; prints the hash of its last line')
  .option('--head <hash>', 'a hash that was printed before: it must still be in the chain')
  .action((options) => verifyAudit(config(), options));

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
