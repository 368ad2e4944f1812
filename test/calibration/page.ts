/** What stands above the figures in docs/calibration.md. */
export const PAGE_HEAD = `# Calibration

How far a diagnosis can be trusted, measured over every recording and every paste of the tests. \`npm run calibrate\` prints
the figures with what was said in each failing case, \`npm run calibrate -- --write\` keeps them here, \`--strict\` fails where a
goal is not met, and \`--only WORD\` looks at the kinds and names that hold the word.

- A **scenario** was played on the lab (\`test/lab/scenarios\`): as a triage over SSH saw it; with one witness taken away; as the
  console that a person would have pasted (\`test/calibration/consoles\`); and with each listing of that console replaced by each
  of its filtered forms (\`ip addr show lo\`, one table, one setting, rules that end with the paste), or left out.
- A **pasted console** has beside it what may be said of it, what never, and why (\`test/calibration/corpus\`,
  \`test/fixtures/pastes\`, \`test/fixtures/explain\`). *No flags*: the question stands in the paste and is to be found there.
  A **held console** is of the same kind, and is not looked at while the analyzer is worked on.
- *Honest*: inconclusive where that is acceptable. *Gave up*: inconclusive where the paste tells the cause.
- *Named after questions*: the output of the command that would settle it is taken from the full recording, or from the
  paste's \`.answers\`, and the question is asked again.`;
