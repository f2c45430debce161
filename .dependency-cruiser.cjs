/** Imports run downwards only, those of types too. See ARCHITECTURE.md. */
const ROOMS = ['app', 'jobs', 'runtime', 'reconciliation', 'identity', 'paymega', 'db'];
/** Within the books: what stands later may import what stands before it. */
const SUBJECTS = [
  'policy',
  'books',
  'callbacks',
  'discrepancies',
  'comparison',
  'resolution',
  'statements',
  '(reports|test-payments)',
  'alerts',
];

/** A rule that nothing in `from` may import anything of `to`. */
const never = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });
const anyOf = (names) => `(${names.join('|')})`;

/** What each room may not import, and why. */
const UP = [
  ['db', ['app', 'jobs', 'runtime', 'reconciliation', 'identity', 'paymega'], 'The store knows no rules.'],
  ['paymega', ['app', 'jobs', 'runtime', 'reconciliation', 'identity', 'db'], 'It could be published alone.'],
  [
    'identity',
    ['app', 'jobs', 'runtime', 'reconciliation'],
    'Who may do what does not depend on what is done.',
  ],
  [
    'reconciliation',
    ['app', 'jobs', 'runtime'],
    'The books do not know who shows them, or when they are compared.',
  ],
  ['runtime', ['app', 'jobs'], 'What server and command line are composed of knows neither.'],
  ['jobs', ['app'], 'Jobs run without a console.'],
];

module.exports = {
  forbidden: [
    never('no-cycles', {}, { circular: true }, 'Cycles hide which way a rule runs.'),
    ...UP.map(([room, above, why]) =>
      never(`${room}-looks-down`, { path: `^${room}/` }, { path: `^${anyOf(above)}/` }, why),
    ),
    ...SUBJECTS.slice(0, -1).map((subject, place) =>
      never(
        `${subject}-looks-down`,
        { path: `^reconciliation/${subject}/` },
        { path: `^reconciliation/${anyOf(SUBJECTS.slice(place + 1))}/` },
        'What is compared does not know the comparison, nor what is made of it.',
      ),
    ),
    never(
      'app-sees-only-the-queue-of-jobs',
      { path: '^app/' },
      { path: '^jobs/', pathNot: '^jobs/queue\\.ts$' },
      'The console sends jobs; it does not run them.',
    ),
    never(
      'app-writes-no-sql',
      { path: '^app/', pathNot: '^app/(context|entry\\.server|http/.*)\\.tsx?$' },
      { path: '^(db/|node_modules/(drizzle-orm|postgres)/)' },
      'SQL lives with the subject that it serves.',
    ),
    never(
      'pages-do-not-know-the-wire',
      { path: '^app/(pages|ui|api|forms)/' },
      { path: '^paymega/', pathNot: '^paymega/(browser-info|is-url|mode|money|statuses|test-cards)\\.ts$' },
      'Nothing on a page knows Paymega’s JSON.',
    ),
    never(
      'only-programs-compose',
      { path: `^${anyOf(ROOMS)}/` },
      { path: '^(main|counterfoil)\\.ts$' },
      'What a function needs it is given.',
    ),
    never(
      'app-and-jobs-are-given-what-runs',
      { path: '^(app|jobs)/' },
      { path: '^runtime/(config|store|demo|keys|commands)' },
      'Only the programs read the environment.',
    ),
    never('nothing-unresolvable', {}, { couldNotResolve: true }, 'An import that leads nowhere.'),
    never(
      'no-development-tools-at-work',
      {
        path: `^${anyOf(ROOMS)}/`,
        pathNot: ['^app/http/development\\.ts$', '^app/routes\\.ts$', '^db/drizzle\\.config\\.ts$'],
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
