/**
 * The groups of the sidebar, in order; each page is a path from the repository's root. `more`: pages that are shown folded.
 * A page of docs/ that stands in no group is a fault of the check.
 * @returns {{ title: string, pages: string[], more?: { title: string, pages: string[] } }[]}
 */
export function groupsOf() {
  return [
    { title: 'Begin', pages: ['docs/index.md', 'docs/quick-start.md'] },
    {
      title: 'Use',
      pages: ['ways-in', 'fleet', 'planned-changes', 'watch', 'agents', 'library'].map(inDocs),
    },
    {
      title: 'Causes',
      pages: ['docs/causes.md'],
    },
    { title: 'Trust', pages: ['approval', 'audit'].map(inDocs) },
    {
      title: 'Run',
      pages: ['configuration', 'ssh', 'operating', 'performance'].map(inDocs),
    },
    {
      title: 'Work on it',
      pages: ['docs/architecture.md'],
    },
    { title: 'Measured', pages: ['calibration', 'kernel-notes', 'kernels', 'owners'].map(inDocs) },
    { title: 'Project', pages: ['README.md'] },
  ];
}

function inDocs(name) {
  return `docs/${name}.md`;
}

/** Titles in the sidebar that are not the page's own. */
export const TITLES = { 'README.md': 'README' };
