import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export type Mirror = { codename: string; uri: string; components: string[] };

/** Where apt gets this machine's own release from. */
export function mirror(): Mirror {
  const codename =
    /^VERSION_CODENAME=["']?([a-z]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const format = '$(RELEASE) $(REPO_URI) $(COMPONENT)';
  const targets = execFileSync('apt-get', ['indextargets', 'Created-By: Packages', '--format', format], {
    encoding: 'utf8',
  });
  const found = targets
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([release]) => release === codename);
  const uri = found[0]?.[1];
  if (uri === undefined) throw new Error(`apt has no source for "${codename}", this machine's own release`);
  const components = found.filter((target) => target[1] === uri).map(([, , component = '']) => component);
  return { codename, uri, components: [...new Set(components)] };
}

/** apt's settings of the way to the mirror (proxies, dates of the lists), as a file of its configuration. */
export function waysOfApt(): string {
  const settings = execFileSync('apt-config', ['dump', 'Acquire'], { encoding: 'utf8' }).split('\n');
  return settings.filter((line) => /^Acquire::(?:https?|Check-[\w-]+|ForceIPv[46])\b/.test(line)).join('\n');
}
