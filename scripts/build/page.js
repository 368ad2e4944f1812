import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';

const digest = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The page that explains a pasted console: one file, for a browser, without a server. Its policy lets nothing but its own script
 * and style run, and no connection be opened.
 * @param {string} root
 * @returns {Promise<string>} the HTML
 */
export async function pageOf(root) {
  const { pageTextsIn } = await import('../../src/texts/index.ts');
  const { output } = await build({
    cwd: root,
    input: 'src/paste-page/browser.js',
    platform: 'browser',
    external: [/^node:/],
    // Of what Node alone has, nothing is called in a browser: modules of which nothing is used are left out.
    treeshake: { moduleSideEffects: false },
    write: false,
    output: { format: 'iife', minify: true, comments: { legal: false } },
  });
  const [{ code, imports }] = output;
  if (imports.length > 0) throw new Error(`a browser has no ${imports.join(', ')}`);
  const licence = readFileSync(join(root, 'node_modules', 'zod', 'LICENSE'), 'utf8').trim();
  // `</script` ends a script wherever it stands; in a string or a template it may be written so.
  const script = code.trim().replaceAll('</script', '<\\/script');
  const style = readFileSync(join(root, 'src', 'paste-page', 'page.css'), 'utf8');
  const policy = `default-src 'none'; script-src ${digest(script)}; style-src ${digest(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>Roundtrip: ${pageTextsIn('en').title}</title>
<style>${style}</style>
</head>
<body>
<div id="page"></div>
<!-- Roundtrip, MIT. It contains zod:

${licence}
-->
<script>${script}</script>
</body>
</html>
`;
}
