/** Imports run downwards only: app, jobs → reconciliation → paymega, db. See ARCHITECTURE.md. */
const ROOMS = '(app|jobs|reconciliation|paymega|db|runtime)';

/** A rule that nothing in `from` may import anything of `to`. */
const never = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    never(
      'no-cycles',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
      'Cycles hide which way a rule runs.',
    ),
    never(
      'paymega-is-alone',
      { path: '^paymega/' },
      { path: '^(app|jobs|reconciliation|db)/' },
      'It could be published alone.',
    ),
    never(
      'db-is-the-ground',
      { path: '^db/' },
      { path: '^(app|jobs|reconciliation|paymega)/' },
      'The store knows no rules.',
    ),
    never(
      'reconciliation-looks-down',
      { path: '^reconciliation/' },
      { path: '^(app|jobs)/' },
      'The books do not know who shows them or when they are compared.',
    ),
    never('jobs-look-down', { path: '^jobs/' }, { path: '^app/' }, 'Jobs run without a console.'),
    never(
      'app-sees-only-the-queue-of-jobs',
      { path: '^app/' },
      { path: '^jobs/', pathNot: '^jobs/queue\\.ts$' },
      'The console sends jobs; it does not run them.',
    ),
    never(
      'app-writes-no-sql',
      { path: '^app/', pathNot: '^app/(context|entry\\.server|server|endpoints/.*)\\.tsx?$' },
      { path: '^(db/|node_modules/(drizzle-orm|postgres)/)' },
      'SQL lives with the subject that it serves.',
    ),
    never(
      'pages-do-not-know-the-wire',
      { path: '^app/(pages|ui|api)/' },
      { path: '^paymega/', pathNot: '^paymega/(money|statuses|test-cards)\\.ts$' },
      'Nothing on a page knows Paymega’s JSON.',
    ),
    never(
      'only-start-reads-the-environment',
      { path: `^${ROOMS}/` },
      { path: '^(config|store|example|counterparty|commands|main|counterfoil)\\.ts$' },
      'What a function needs it is given.',
    ),
    never(
      'the-book-does-not-know-runs',
      { path: '^reconciliation/book/' },
      {
        path: '^reconciliation/(run|discrepancies|reports|test-payments|example)/',
        dependencyTypesNot: ['type-only'],
      },
      'Runs compare the book; the book does not know them.',
    ),
    never('nothing-unresolvable', {}, { couldNotResolve: true }, 'An import that leads nowhere.'),
    never(
      'no-development-tools-at-work',
      {
        path: `^${ROOMS}/`,
        pathNot: ['^app/development\\.ts$', '^app/routes\\.ts$', '^db/drizzle\\.config\\.ts$'],
      },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
      'Not there in production.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(build|\\.data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
