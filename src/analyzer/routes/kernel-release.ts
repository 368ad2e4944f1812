/** Whether a kernel (`uname -r`) is older than MAJOR.MINOR; an unknown one counts as new. */
export function isOlder(release: string | undefined, major: number, minor: number): boolean {
  const [ownMajor, ownMinor] = (release ?? '').split('.').map(Number.parseFloat);
  if (!ownMajor || ownMinor === undefined || Number.isNaN(ownMinor)) return false;
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}
