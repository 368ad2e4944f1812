/**
 * True on Debian, Ubuntu and what is built from them.
 * @param {string} osRelease text of /etc/os-release
 */
export function isDebianLike(osRelease) {
  const families = [...osRelease.matchAll(/^(?:ID|ID_LIKE)=(.*)$/gm)].flatMap(([, value = '']) =>
    value.replaceAll(/["']/g, '').split(/\s+/),
  );
  return families.includes('debian') || families.includes('ubuntu');
}

/**
 * The packages that are not installed, in the order asked for.
 * @param {readonly string[]} wanted
 * @param {string} dpkgOutput lines of `dpkg-query -W -f '${Package} ${db:Status-Abbrev}\n'`
 * @returns {string[]}
 */
export function missingPackages(wanted, dpkgOutput) {
  const installed = new Set(
    dpkgOutput
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, status = '']) => status.startsWith('ii'))
      .map(([name]) => name),
  );
  return wanted.filter((name) => !installed.has(name));
}

/**
 * The packages with a candidate.
 * @param {readonly string[]} wanted
 * @param {string} policyOutput what `apt-cache policy NAME…` prints in the C locale
 * @returns {string[]}
 */
export function installablePackages(wanted, policyOutput) {
  const candidates = new Map();
  let name = '';
  for (const line of policyOutput.split('\n')) {
    const heading = /^(\S+):$/.exec(line);
    if (heading) name = heading[1] ?? '';
    const candidate = /^\s+Candidate: (\S+)$/.exec(line);
    if (candidate) candidates.set(name, candidate[1]);
  }
  return wanted.filter((wantedName) => (candidates.get(wantedName) ?? '(none)') !== '(none)');
}

/**
 * The sizes in what `apt-get install --assume-no` prints in the C locale, as apt writes them ("12.3 MB").
 * @param {string} aptOutput
 * @returns {{ count: number, download: string, disk: string } | undefined}
 */
export function readCost(aptOutput) {
  const count = /^\d+ upgraded, (\d+) newly installed/m.exec(aptOutput)?.[1];
  const download = /^Need to get (?:[^/\n]*\/)?([\d.,]+ [kMG]?B) of archives/m.exec(aptOutput)?.[1];
  const disk = /^After this operation, ([\d.,]+ [kMG]?B) of additional disk space/m.exec(aptOutput)?.[1];
  if (count === undefined || download === undefined || disk === undefined) return undefined;
  return { count: Number(count), download, disk };
}

/**
 * The one command that a person runs who is not root here.
 * @param {readonly string[]} missing
 */
export function installCommand(missing) {
  return `sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}'`;
}
