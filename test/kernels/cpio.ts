/** A file of an archive; `content` absent: a folder. Paths without a leading slash. */
export interface ArchiveEntry {
  path: string;
  mode: number;
  content?: Buffer;
}

const FOLDER = 0o040755;
const FILE = 0o100000;

function pad4(length: number): Buffer {
  return Buffer.alloc((4 - (length % 4)) % 4);
}

function record(inode: number, path: string, mode: number, content: Buffer): Buffer[] {
  const links = (mode & 0o170000) === 0o040000 ? 2 : 1;
  const fields = [inode, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, path.length + 1, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${path}\0`;
  return [Buffer.from(header, 'latin1'), pad4(header.length), content, pad4(content.length)];
}

/** Folders above the files, outermost first. */
function foldersOf(entries: readonly ArchiveEntry[]): string[] {
  const folders = new Set<string>();
  for (const { path } of entries) {
    const names = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= names.length; depth++) folders.add(names.slice(0, depth).join('/'));
  }
  return [...folders];
}

/** A cpio archive in the "newc" form that Linux unpacks as initramfs (the kernel's buffer-format document). */
export function cpioArchive(entries: readonly ArchiveEntry[]): Buffer {
  const nothing = Buffer.alloc(0);
  const given = new Set(entries.map(({ path }) => path));
  const parents = foldersOf(entries)
    .filter((path) => !given.has(path))
    .map((path): ArchiveEntry => ({ path, mode: FOLDER }));
  const all = [...parents, ...entries];
  const records = all.flatMap(({ path, mode, content }, index) =>
    record(index + 1, path, content ? FILE | mode : FOLDER, content ?? nothing),
  );
  return Buffer.concat([...records, ...record(0, 'TRAILER!!!', 0, nothing)]);
}
