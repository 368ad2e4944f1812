import { globSync } from 'node:fs';

/**
 * The groups of the sidebar, in order; each page is a path from the repository's root. `more`: pages that are shown folded.
 * A page of docs/ that stands in no group is a fault of the check.
 * @param {string} root
 * @returns {{ title: string, pages: string[], more?: { title: string, pages: string[] } }[]}
 */
export function groupsOf(root) {
  const below = (folder) => globSync(`${folder}/*.md`, { cwd: root }).sort();
  return [
    { title: 'Begin', pages: ['docs/index.md', 'docs/quick-start.md', 'docs/how-it-decides.md'] },
    {
      title: 'Use',
      pages: ['ways-in', 'fleet', 'planned-changes', 'watch', 'agents', 'library'].map(inDocs),
    },
    {
      title: 'Causes',
      pages: ['docs/causes.md'],
      more: { title: 'Every cause', pages: below('docs/causes') },
    },
    { title: 'Trust', pages: ['security', 'approval', 'audit'].map(inDocs) },
    {
      title: 'Run',
      pages: ['configuration', 'ssh', 'operating', 'troubleshooting', 'performance'].map(inDocs),
    },
    {
      title: 'Work on it',
      pages: [
        'CONTRIBUTING.md',
        ...['adding-a-cause', 'adding-a-remedy', 'adding-an-output', 'architecture'].map(inDocs),
      ],
      more: { title: 'Decisions', pages: below('docs/decisions') },
    },
    { title: 'Measured', pages: ['calibration', 'kernel-notes', 'kernels', 'owners'].map(inDocs) },
    { title: 'Project', pages: ['README.md', 'CHANGELOG.md', 'SECURITY.md'] },
  ];
}

function inDocs(name) {
  return `docs/${name}.md`;
}

/** Titles in the sidebar that are not the page's own. */
export const TITLES = { 'README.md': 'README' };
