// Who may know whom. The page docs/architecture.md tells the same rules in words.

/** Files that stand directly in src/ and that any folder but the pure ones may use. */
const SHARED =
  '^src/(config/index|errors|log|near-names|new-file|printable|right-of-way|without-secrets)\\.ts$';
const ZOD = '^node_modules/zod/';
const TEXTS = '^src/texts/index\\.ts$';
/** Light: it loads no other text, so that what can fail early can say so. */
const FAILURES = '^src/texts/failures/index\\.ts$';
const FAILURE_WORDS = ['^src/texts/failures/', '^src/texts/en/failures/', '^src/texts/ja/failures/'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'What goes in a circle cannot be read, tested or replaced one part at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'analyzer-is-pure',
      comment: 'The analyzer imports itself and zod: no I/O, no clock, no Node.',
      severity: 'error',
      from: { path: '^src/analyzer/' },
      to: { pathNot: ['^src/analyzer/', ZOD] },
    },
    {
      name: 'transcript-is-pure',
      comment: 'Parsers know the model that they fill, and nothing else.',
      severity: 'error',
      from: { path: '^src/transcript/' },
      to: { pathNot: ['^src/transcript/', '^src/analyzer/model/index\\.ts$'] },
    },
    {
      name: 'texts-know-the-model-only',
      comment: 'A catalogue has the words of messages and failures, and looks at nothing else.',
      severity: 'error',
      from: { path: '^src/texts/' },
      to: { pathNot: ['^src/texts/', '^src/analyzer/model/index\\.ts$', '^src/errors\\.ts$'] },
    },
    {
      name: 'failures-are-light',
      comment:
        'What can fail before anything else is loaded has its words without the rest of the catalogue.',
      severity: 'error',
      from: { path: FAILURE_WORDS },
      to: { pathNot: [...FAILURE_WORDS, '^src/errors\\.ts$'] },
    },
    {
      name: 'picture-knows-the-model-and-the-texts',
      comment: 'A picture is drawn from a diagnosis in codes, with words of the catalogue: no I/O.',
      severity: 'error',
      from: { path: '^src/picture/', pathNot: '^src/picture/(png|draw-process)\\.ts$' },
      to: { pathNot: ['^src/picture/', '^src/analyzer/model/index\\.ts$', TEXTS] },
    },
    {
      name: 'the-paste-page-is-pure',
      comment: 'It runs in a browser: what the library, the texts and the picture have, and nothing of Node.',
      severity: 'error',
      from: { path: '^src/paste-page/' },
      to: {
        pathNot: [
          '^src/paste-page/',
          '^src/library\\.ts$',
          '^src/analyzer/model/index\\.ts$',
          '^src/picture/index\\.ts$',
          TEXTS,
          '^src/texts/terminal/index\\.ts$',
        ],
      },
    },
    {
      name: 'only-drawing-leaves-pure-code',
      comment: 'A PNG is drawn by the library in a process of its own, with the font beside it.',
      severity: 'error',
      from: { path: '^src/picture/(png|draw-process)\\.ts$' },
      to: {
        pathNot: [
          '^src/picture/',
          '^src/analyzer/model/index\\.ts$',
          '^src/bounded-command\\.ts$',
          SHARED,
          FAILURES,
          '^node_modules/@resvg/',
          '^(node:)?(path|stream/consumers)$',
        ],
      },
    },
    {
      name: 'triage-knows-the-analyzer-only',
      comment:
        'The workflow declares ports; host, store and slack implement them. Pasted text it reads through the library. Of Node it may use hashing and timing.',
      severity: 'error',
      from: { path: '^src/triage/' },
      to: {
        pathNot: [
          '^src/(triage|analyzer)/',
          '^src/library\\.ts$',
          TEXTS,
          FAILURES,
          SHARED,
          ZOD,
          '^(node:)?(crypto|timers/promises)$',
        ],
      },
    },
    {
      name: 'library-is-the-pure-part',
      comment:
        'What the package exports runs anywhere: analyzer, transcript and texts, each by its index.ts.',
      severity: 'error',
      from: { path: '^src/library\\.ts$' },
      to: { pathNot: '^src/(analyzer(/(model|routes|filters))?|transcript|texts)/index\\.ts$' },
    },
    {
      name: 'adapters-do-not-know-each-other',
      comment:
        'host, store, slack, alerts, agents and telemetry meet in a composition root (cli, demo), nowhere else.',
      severity: 'error',
      from: { path: '^src/(host|store|slack|alerts|agents|telemetry)/' },
      to: { path: '^src/(host|store|slack|alerts|agents|telemetry)/', pathNot: '^src/$1/' },
    },
    {
      name: 'sentences-are-read-without-slack',
      comment:
        'What somebody typed is read by pure functions: the text and the known names in, a reading out.',
      severity: 'error',
      from: { path: '^src/slack/sentence/' },
      to: {
        pathNot: ['^src/slack/sentence/', '^src/triage/index\\.ts$', SHARED, '^(node:)?net$'],
      },
    },
    {
      name: 'nothing-imports-a-composition-root',
      comment: 'cli and demo put the parts together; a part that needs them is in the wrong place.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|demo)/' },
      to: { path: '^src/(cli|demo)/' },
    },
    {
      name: 'config-and-shared-files-are-leaves',
      comment: 'What everybody uses uses nobody.',
      severity: 'error',
      from: { path: '^src/(config/|(?!library\\.ts$)[^/]+\\.ts$)' },
      to: { path: '^src/[^/]+/', pathNot: ['^src/config/', FAILURES] },
    },
    {
      name: 'not-past-the-index',
      comment:
        "Another folder is entered by its index.ts; the analyzer's model, routes and filters have one of their own, and so have the terminal's texts.",
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/[^/]+/',
        pathNot: [
          '^src/$1/',
          '^src/[^/]+/index\\.ts$',
          '^src/analyzer/(model|routes|filters)/index\\.ts$',
          FAILURES,
          '^src/demo/lab/index\\.ts$',
          '^src/texts/terminal/index\\.ts$',
        ],
      },
    },
    {
      name: 'local-slack-stands-alone',
      comment:
        'A Slack workspace for development and tests: it knows nothing of the program that runs against it.',
      severity: 'error',
      from: { path: '^packages/local-slack/' },
      to: { path: '^(src|bin|test|scripts)/' },
    },
    {
      name: 'local-slack-is-for-the-demo',
      comment: 'It is not shipped with the bot: only the demo plays on it.',
      severity: 'error',
      from: { path: '^(src|bin)/', pathNot: '^src/demo/' },
      to: { path: '^packages/' },
    },
    {
      name: 'packages-are-entered-by-their-index',
      comment: 'What else stands in a package is its own matter.',
      severity: 'error',
      from: { path: '^(src|bin)/' },
      to: { path: '^packages/', pathNot: '^packages/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'no-development-packages-in-the-program',
      comment: 'A package that only tests need is not there where the bot runs.',
      severity: 'error',
      from: { path: '^(src|bin|packages)/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/@types/',
      },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
